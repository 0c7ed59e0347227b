import TapedeckPlatform
import TapedeckTestSupport
import Testing

struct FilesTests {
    private let scratch = Scratch()

    @Test
    func replacesAFileWholeAndLeavesNothingBeside() throws {
        let path = "\(scratch.path)/f"
        try Files.writeDurably([1, 2, 3], to: path)
        try Files.writeDurably([4], to: path)
        #expect(try Files.read(path) == [4])
        #expect(scratch.names == ["f"])
    }

    @Test
    func nobodyMayDoMoreWithAFileThatIsReplaced() throws {
        let path = "\(scratch.path)/f"
        try Files.writeDurably([1], to: path, mode: 0o600)
        try Files.writeDurably([2], to: path)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    /// In a container every process may have the number of the one that was killed.
    @Test
    func whatAKilledProcessLeftIsInNobodysWay() throws {
        let path = "\(scratch.path)/f"
        try scratch.write([9], to: "f.tmp-\(getpid())")
        try Files.writeDurably([1], to: path)
        #expect(try Files.read(path) == [1])
        #expect(try Files.read("\(path).tmp-\(getpid())") == [9])
    }

    @Test
    func linksThatLeadRoundHaveAnEnd() throws {
        try scratch.makeDirectory("a/b")
        try scratch.write([], to: "a/b/x.har")
        for name in ["one", "two", "a/three", "a/b/four"] {
            #expect(symlink(scratch.path, "\(scratch.path)/\(name)") == 0)
        }
        #expect(try Files.files(below: scratch.path, ending: ".har") == ["a/b/x.har"])
    }

    @Test
    func replacesWhatALinkLeadsToAndNotTheLink() throws {
        let (file, link) = ("\(scratch.path)/file", "\(scratch.path)/link")
        try Files.writeDurably([1], to: file)
        #expect(symlink(file, link) == 0)
        try Files.writeDurably([2], to: link)
        #expect(try Files.read(file) == [2])
    }

    /// Also where there is no file yet, and over several links.
    @Test
    func aLinkStaysALinkBeforeThereIsAFile() throws {
        let (file, link, other) = ("\(scratch.path)/file", "\(scratch.path)/link", "\(scratch.path)/other")
        #expect(symlink("link", other) == 0)
        #expect(symlink(file, link) == 0)
        #expect(Files.target(of: other) == file)
        try Files.writeDurably([2], to: other)
        #expect(try Files.read(file) == [2])
        #expect(scratch.names == ["file", "link", "other"])
        #expect(Files.target(of: other) == file)
        #expect(Files.target(of: "nothing-here") == "nothing-here")
    }

    @Test
    func knowsOneFileByItsNames() throws {
        let file = try scratch.write([1], to: "file")
        let (soft, hard, other) = ("\(scratch.path)/soft", "\(scratch.path)/hard", "\(scratch.path)/other")
        #expect(symlink("file", soft) == 0)
        #expect(link(file, hard) == 0)
        try scratch.makeDirectory("sub")
        for name in [file, soft, hard, "\(scratch.path)/sub/../file", "\(scratch.path)//file"] {
            #expect(Files.areSame(file, name), "\(name)")
        }
        try scratch.write([1], to: "other")
        #expect(!Files.areSame(file, other))
        // What is not there yet.
        let new = "\(scratch.path)/new"
        #expect(symlink("new", "\(scratch.path)/to-new") == 0)
        for name in ["\(scratch.path)/to-new", "\(scratch.path)/sub/../new"] {
            #expect(Files.areSame(new, name), "\(name)")
        }
        #expect(!Files.areSame(new, "\(scratch.path)/sub/new"))
        #expect(!Files.areSame(new, file))
        #expect(Files.areSame("nowhere/new", "nowhere/new"))
        #expect(!Files.areSame("/dev/null", "/dev/null"))
    }

    @Test
    func aNewFileTakesItsPlaceOnceItIsWhole() throws {
        let path = "\(scratch.path)/new/f"
        let piece = [UInt8](repeating: 7, count: 100_000)
        do {
            let file = try NewFile(path)
            try file.write(piece)
            #expect(!Files.exists(path))
        }
        #expect(try Files.files(below: scratch.path, ending: "").isEmpty)
        let file = try NewFile(path)
        for _ in 0..<9 { try file.write(piece) }
        try file.write([1, 2, 3])
        // In what is on disk already, across its end, and in what is not.
        try file.overwrite(at: 0, [8, 9])
        try file.overwrite(at: 899_999, [5, 6])
        #expect(!Files.exists(path))
        try file.commit()
        var expected = [UInt8](repeating: 7, count: 900_000) + [1, 2, 3]
        expected.replaceSubrange(0..<2, with: [8, 9])
        expected.replaceSubrange(899_999..<900_001, with: [5, 6])
        #expect(try Files.read(path) == expected)
        #expect(try Files.files(below: scratch.path, ending: "").count == 1)
        try Files.remove(path)
        rmdir("\(scratch.path)/new")
    }

    /// As root, a rename would put a file in the place of `/dev/null`, for everybody.
    @Test
    func writesToADeviceOrAPipeAndLeavesItThere() throws {
        let pipe = "\(scratch.path)/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        defer { close(reader) }
        try Files.writeDurably([7, 8], to: pipe)
        var bytes: [UInt8] = [0, 0, 0]
        #expect(read(reader, &bytes, bytes.count) == 2)
        #expect(bytes == [7, 8, 0])
        try Files.remove(pipe)
        #expect(scratch.names == ["pipe"])
    }

    @Test
    func saysWhatIsWrong() {
        let missing = #expect(throws: FileError.self) { try Files.read("\(scratch.path)/none") }
        #expect(missing?.message == "can't read \(scratch.path)/none: there is no such file")
        #expect(missing?.isMissing == true)
        let directory = #expect(throws: FileError.self) { try Files.read(scratch.path) }
        #expect(directory?.message == "can't read \(scratch.path): it is a directory")
        let full = #expect(throws: FileError.self) { try Files.writeDurably([1], to: "/dev/full/x") }
        #expect(full?.message.contains("can't ") == true)
    }

    @Test
    func holdsALockAgainstEverybodyElse() throws {
        let path = "\(scratch.path)/lock"
        var held = try FileLock(path)
        #expect(held != nil)
        #expect(try FileLock(path) == nil)
        held = nil
        #expect(try FileLock(path) != nil)
    }

    /// A child that has been forked and has not yet become another program has every descriptor of this process.
    @Test(.enabled(if: Files.isDirectory("/proc/self/fd"), "there is no /proc here to find the lock's descriptor in"))
    func letsGoOfALockThoughItsDescriptorLivesOn() throws {
        let path = "\(scratch.path)/copied"
        var held = try FileLock(path)
        let copies = try Files.names(in: "/proc/self/fd").compactMap { Int32($0) }.filter { leads($0, to: path) }.map {
            dup($0)
        }
        defer { for copy in copies { close(copy) } }
        #expect(held != nil)
        #expect(copies.count == 1)
        held = nil
        #expect(try FileLock(path) != nil)
    }

    private func leads(_ descriptor: Int32, to path: String) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        return count > 0 && String(decoding: buffer[..<count], as: UTF8.self) == path
    }

    /// It is the shell's, which may have sent it into a file.
    @Test
    func aNameOfAStreamIsNeverRemoved() throws {
        let path = try scratch.write([1], to: "f")
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        try Files.remove("/dev/fd/\(descriptor)")
        #expect(Files.target(of: "/dev/fd/\(descriptor)") == "/dev/fd/\(descriptor)")
        #expect(Files.exists(path))
    }
}
