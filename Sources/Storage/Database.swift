package import Ledger
package import Statements
internal import System

/// The store of one gateway: the logs it holds, its registers and its mirror's key, in one SQLite file.
///
/// One process writes; any number read beside it. Calls run in order on a thread of the store's own.
/// README.md says what is kept where, and what happens on errors.
package actor Database {
    /// What a process wants of the file.
    package enum Access: Hashable, Sendable {
        /// Makes the file; there must be none. `mirrorSeed` is the Ed25519 seed of the mirror's key, which lives and dies with the file;
        /// the settings are in it from the first moment on.
        case create(mirrorSeed: [UInt8], settings: [String: [UInt8]] = [:])
        case readWrite
        /// For tools, also while the service writes.
        case readOnly
    }

    private enum State {
        case open(Session)
        /// A commit failed and the database could not be opened again yet; every call tries.
        case lost(mustCopy: Bool)
        case closed
    }

    private let path: String
    private let cryptography: any Cryptography
    private var lock: WriterLock?
    private var state: State
    private let executor: ThreadExecutor

    // SAFETY: the actor owns the executor, and the executor stays while it has jobs.
    /// The store's own thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Opens or makes the database file at `path`.
    /// - Throws: ``StorageError``: the cases about the file and the disk.
    package init(at path: String, _ access: Access, cryptography: any Cryptography) throws(StorageError) {
        self.path = path
        self.cryptography = cryptography
        do throws(SystemError) {
            executor = try ThreadExecutor(name: "storage")
        } catch {
            throw .thread(error)
        }
        if case .create = access {} else if !DatabaseFile.exists(path) { throw .missing(path: path) }
        guard access != .readOnly else {
            state = .open(try Session.reading(path, cryptography))
            return
        }
        lock = try WriterLock(of: path)
        if case .create(let seed, let settings) = access {
            try DatabaseFile.create(path, mirrorSeed: seed, settings: settings)
        }
        state = .open(try Session.writing(path, cryptography))
    }

    /// Applies all changes in order, or none. On return they are on disk.
    /// - Throws: ``StorageError/commitUncertain(path:cause:)`` when the commit itself failed: the changes may be on disk or
    ///   not, and what ``logs()`` says next is what counts. After any other error nothing was changed.
    package func commit(_ changes: [LedgerChange]) throws(StorageError) {
        try write { writer throws(StorageError) in
            for change in changes { try writer.apply(change) }
        }
    }

    /// One transaction: all that `body` writes, or nothing.
    func write(_ body: (inout ChangeWriter) throws(StorageError) -> Void) throws(StorageError) {
        guard lock != nil else {
            if case .closed = state { throw .closed(path: path) }
            throw .readOnly(path: path)
        }
        var session = try session()
        if session.connection.isReadOnly {  // it stands in for one that could not be opened for writing
            reopenForWriting(session)
            session = try self.session()
        }
        do throws(StorageError) {
            try session.connection.execute("BEGIN IMMEDIATE")
        } catch {
            if case .busy = error {} else { reopenForWriting(session) }
            throw error
        }
        var writer = ChangeWriter(tables: session.tables, heads: session.heads)
        do throws(StorageError) {
            try body(&writer)
        } catch {
            rollBack(session)
            throw error
        }
        do throws(StorageError) {
            try session.connection.execute("COMMIT")
        } catch {
            reopen(session, after: error)
            throw .commitUncertain(path: path, cause: error)
        }
        var committed = session
        committed.heads = writer.heads
        state = .open(committed)
    }

    /// Ends the use of the file; a writer leaves all of it in the one file. Calls that come later throw ``StorageError/closed(path:)``.
    package func close() {
        state = .closed
        lock = nil
    }

    /// Runs a read on one state of the database: a reader takes notice of what the writer has committed, and keeps to it.
    func reading<Result>(_ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result {
        var session = try session()
        guard lock == nil else { return try body(session) }
        try session.connection.execute("BEGIN")
        defer { rollBack(session) }
        try session.refresh()
        state = .open(session)
        return try body(session)
    }

    private func session() throws(StorageError) -> Session {
        switch state {
        case .open(let session): return session
        case .closed: throw .closed(path: path)
        case .lost(let mustCopy):
            let session =
                lock == nil
                ? try Session.reading(path, cryptography)
                : try Session.writing(path, cryptography, mustCopy: mustCopy)
            state = .open(session)
            return session
        }
    }

    /// Leaves no transaction open; a connection that cannot even do that is given up.
    private func rollBack(_ session: Session) {
        guard session.connection.isInTransaction else { return }
        do throws(StorageError) {
            try session.connection.execute("ROLLBACK")
        } catch {
            reopen(session, after: error)
        }
    }

    /// A transaction that cannot even begin may say more of the connection than of the disk: a file that could not be opened
    /// for writing, if only for a moment, is open for reading from then on; a lock that could not be given back is in the
    /// way of the next one. A new connection does better, or tells what is wrong; without one, what is on disk can still be
    /// read.
    private func reopenForWriting(_ session: Session) {
        session.connection.close()
        state = .lost(mustCopy: false)
        guard (try? self.session()) == nil, let reading = try? Session.reading(path, cryptography) else { return }
        state = .open(reading)
    }

    /// Gives up a connection and reads the heads again from what is on disk; the next call tries again if that fails now.
    private func reopen(_ session: Session, after error: StorageError) {
        session.connection.close()
        if case .full = error { state = .lost(mustCopy: false) } else { state = .lost(mustCopy: true) }
        _ = try? self.session()
    }
}
