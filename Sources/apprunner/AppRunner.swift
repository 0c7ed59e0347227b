@main struct AppRunner { static func main() {} }
