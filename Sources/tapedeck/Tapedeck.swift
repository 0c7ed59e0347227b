import ArgumentParser
@main struct Tapedeck { static func main() {} }
