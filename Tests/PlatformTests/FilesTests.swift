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
}
