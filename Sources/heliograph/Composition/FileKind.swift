import FoundationEssentials

/// What there is at a path.
enum FileKind {
    case nothing, folder, file

    init(of path: String) {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            self = .nothing
            return
        }
        self = isFolder ? .folder : .file
    }
}
