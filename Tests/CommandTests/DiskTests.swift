import TapedeckPlatform
import TapedeckTestSupport
import Testing

/// A small disk of its own, which needs the right to mount one.
final class SmallDisk: Sendable {
    static let isPossible: Bool = {
        if geteuid() != 0 { return false }
        let disk = SmallDisk()
        return disk.isMounted
    }()
    static let reason = "a disk can't be mounted here: that needs root, and the right to mount"

    let scratch = Scratch()
    let isMounted: Bool

    init(kilobytes: Int = 512) {
        isMounted = mount("tmpfs", scratch.path, "tmpfs", 0, "size=\(kilobytes)k") == 0
    }

    func makeReadOnly() {
        _ = mount("tmpfs", scratch.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil)
    }

    /// Fills what is free but for a few bytes.
    func fill(leaving free: Int) throws {
        var status = statvfs()
        statvfs(scratch.path, &status)
        let room = Int(status.f_bavail) * Int(status.f_bsize) - free
        try scratch.write(repeatElement(UInt8(0), count: max(room, 0)), to: "filler")
    }

    deinit {
        if isMounted { umount2(scratch.path, Int32(MNT_DETACH)) }
    }
}

@Suite(.enabled(if: SmallDisk.isPossible, "\(SmallDisk.reason)"))
struct DiskTests {
    @Test
    func saysThatTheDiskIsReadOnly() async throws {
        let disk = SmallDisk()
        disk.makeReadOnly()
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "\(disk.scratch.path)/c.har", "--", "true"], in: "/tmp")
        #expect(outcome.status == 73)
        #expect(
            outcome.error
                == "tapedeck: can't write the journal \(disk.scratch.path)/c.har.journal: the file system is read-only\n"
        )
    }

    @Test
    func saysThatAStateWasNotKept() async throws {
        let disk = SmallDisk()
        let shell =
            "i=0; while [ $i -lt 5 ]; do i=$((i+1)); done; dd if=/dev/zero of=\(disk.scratch.path)/filler bs=1k count=9999 2>/dev/null; \"$@\" || true"
        let outcome = try await DeckProgram.run(
            ["simulate", "--state", "\(disk.scratch.path)/s.sqlite", "--", "sh", "-c", shell, "sh"]
                + DeckProgram.create("abcd"), in: "/tmp")
        #expect(outcome.output.contains("TapedeckStateNotKept"))
        #expect(outcome.status == 73)
        #expect(outcome.told.first?.hasPrefix("tapedeck: a change was not kept: ") == true)
    }

    @Test
    func refusesToBeginOnAFullDisk() async throws {
        let disk = SmallDisk()
        try disk.fill(leaving: 0)
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "\(disk.scratch.path)/c.har", "--", "true"], in: "/tmp")
        #expect(outcome.status == 73)
        #expect(outcome.told.count == 1)
        #expect(outcome.error.contains("the disk is full") || outcome.error.contains("the disk failed"))
        #expect(disk.scratch.names == ["filler"])
    }

    /// The disk fills up while recording: the client is told, and what it had seen before is safe.
    @Test
    func losesNothingWhenTheDiskFillsUp() async throws {
        let disk = SmallDisk()
        let path = "\(disk.scratch.path)/c.har"
        let shell = """
            i=0; while [ $i -lt 400 ]; do i=$((i+1)); set -- "$@"
            \(DeckProgram.create("name-NUMBER").dropLast().map { "'\($0.replacing("'", with: "'\\''"))'" }.joined(separator: " ").replacing("NUMBER", with: "'$i'")) "$TAPEDECK_URL/" >>seen.txt 2>/dev/null || exit 9; echo >>seen.txt; done
            """
        let scratch = Scratch()
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--quota", "1000", "--cassette", path, "--", "sh", "-c", shell],
            in: scratch.path)
        #expect(outcome.status == 73)
        #expect(outcome.error.contains("what was journalled before is safe"))
        #expect(outcome.error.contains("nothing is lost: run `tapedeck recover \(path).journal --cassette PATH`"))
        let seen = String(decoding: try scratch.read("seen.txt"), as: UTF8.self)
        let ids = seen.split(separator: "\n").filter { $0.contains("PENDING_HANDSHAKE") }.compactMap { line in
            line.split(separator: "\"").first { $0.hasPrefix("arn:") }
        }
        #expect(!ids.isEmpty)
        // What the sentence says works, with the disk as full as it is.
        let recovered = try await DeckProgram.run(
            ["recover", "\(path).journal", "--cassette", "r.har"], in: scratch.path)
        #expect(recovered.status == 0, "\(recovered.error)")
        let kept = String(decoding: try scratch.read("r.har"), as: UTF8.self)
        #expect(ids.filter { !kept.contains($0) } == [])
    }

    /// The disk is full for the very first exchange: the client is told, and nobody says that nothing came.
    @Test
    func saysThatNothingCouldBeKept() async throws {
        let disk = SmallDisk()
        let shell = "dd if=/dev/zero of=\(disk.scratch.path)/filler bs=1k count=9999 2>/dev/null; \"$@\"; true"
        let outcome = try await DeckProgram.run(
            [
                "record", "--upstream", "stand-in", "--cassette", "\(disk.scratch.path)/c.har", "--", "sh", "-c", shell,
                "sh",
            ]
                + DeckProgram.create("abcd"), in: "/tmp")
        #expect(outcome.output.contains("TapedeckRecordingFailed"))
        #expect(outcome.status == 73)
        #expect(outcome.error.contains("the disk is full"))
        #expect(outcome.told.last == "tapedeck: nothing was recorded, and \(disk.scratch.path)/c.har was not written")
        #expect(disk.scratch.names == ["filler"])
    }

    /// The disk is full when the cassette is to be written: the old one stays as it was, and nothing is lost.
    @Test(arguments: ["append", "replace"])
    func theOldCassetteStaysUntilTheNewOneIsWhole(existing: String) async throws {
        let disk = SmallDisk()
        let path = "\(disk.scratch.path)/c.har"
        let old = try Package.bytes("cassettes/apprunner/connections/create-github.har")
        try disk.scratch.write(old, to: "c.har")
        let shell =
            "\"$@\" && dd if=/dev/zero of=\(disk.scratch.path)/filler bs=1k count=9999 2>/dev/null; true"
        let outcome = try await DeckProgram.run(
            [
                "record", "--upstream", "stand-in", "--cassette", path, "--existing", existing, "--", "sh",
                "-c", shell,
                "sh",
            ]
                + DeckProgram.create("abcd"), in: "/tmp")
        #expect(outcome.output.contains("PENDING_HANDSHAKE"))
        #expect(outcome.status == 73)
        #expect(outcome.error.contains("nothing is lost: run `tapedeck recover"))
        #expect(try disk.scratch.read("c.har") == old)
        let scratch = Scratch()
        let recovered = try await DeckProgram.run(
            ["recover", "\(path).journal", "--cassette", "r.har"], in: scratch.path)
        #expect(recovered.status == 0, "\(recovered.error)")
        #expect(String(decoding: try scratch.read("r.har"), as: UTF8.self).contains("abcd"))
        #expect(disk.scratch.names == ["c.har", "filler"])
    }

    /// A write that fails lets go of its file: no descriptor is left on the disk, and no temporary file.
    @Test
    func aFailedWriteLeavesNoDescriptorOpen() throws {
        let disk = SmallDisk()
        try disk.fill(leaving: 0)
        let bytes = [UInt8](repeating: 0x41, count: 1 << 16)
        for _ in 0..<3 {
            let error = #expect(throws: FileError.self) { try Files.writeDurably(bytes, to: "\(disk.scratch.path)/f") }
            #expect(error?.number == ENOSPC)
        }
        #expect(disk.scratch.names == ["filler"])
        let open = try Files.names(in: "/proc/self/fd").compactMap { name -> String? in
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = readlink("/proc/self/fd/\(name)", &buffer, buffer.count)
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
        }
        #expect(open.filter { $0.hasPrefix(disk.scratch.path) } == [])
    }
}
