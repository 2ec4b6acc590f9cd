import FoundationEssentials
import Glibc
import System

/// What the program does besides fuzzing: lists its targets, writes the inputs to begin with, tries single files.
struct FuzzCommand {
    private static let usage = """
        usage: fuzz list                            the names of the targets
               fuzz seeds REPOSITORY FOLDER         the inputs to begin with, into FOLDER/NAME
               fuzz try NAME FILE...                what becomes of each file

        """

    let arguments: [String]

    /// - Returns: the exit status: 1 where a promise is broken, 2 where nothing could be done.
    func run() -> CInt {
        do {
            switch (arguments.first, arguments.count) {
            case ("list", 1): print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
            case ("seeds", 3): try writeSeeds(SeedFiles(repository: arguments[1]), to: arguments[2])
            case ("try", 3...): return try attempt(arguments[1], files: arguments.dropFirst(2))
            default:
                StandardStream.error.write(Self.usage)
                return 2
            }
            return 0
        } catch {
            StandardStream.error.write("fuzz: \(error)\n")
            return 2
        }
    }

    /// A file for each seed, and beside the folders `NAME.dict` with the seeds' words.
    private func writeSeeds(_ files: SeedFiles, to folder: String) throws {
        for target in FuzzTarget.all {
            let place = "\(folder)/\(target.name)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            let seeds = try target.seeds(files)
            for (index, seed) in seeds.enumerated() {
                try Data(seed).write(to: URL(filePath: "\(place)/seed-\(index)"))
            }
            let lines = SeedWords.all(of: seeds).map { "\"\($0)\"\n" }
            try Data(lines.joined().utf8).write(to: URL(filePath: "\(place).dict"))
        }
    }

    private func attempt(_ name: String, files: ArraySlice<String>) throws -> CInt {
        guard let target = FuzzTarget.named(name) else {
            StandardStream.error.write("fuzz: there is no target “\(name)”: see “fuzz list”.\n")
            return 2
        }
        var status: CInt = 0
        for file in files {
            let input = try SmallFile.read(file)
            do throws(BrokenProperty) {
                let outcome = try target.run(input)
                print("\(file): \(outcome)")
            } catch {
                print("\(file): BROKEN: \(error)")
                status = 1
            }
        }
        return status
    }
}

#if !LIBFUZZER
    /// Without libFuzzer, which brings a main function of its own.
    @main
    enum Fuzz {
        static func main() { exit(FuzzCommand(arguments: Array(CommandLine.arguments.dropFirst())).run()) }
    }
#endif
