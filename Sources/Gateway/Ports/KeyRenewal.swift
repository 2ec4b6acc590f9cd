/// The files of a statement key that is being renewed: the old key, and the one that takes over.
package protocol KeyRenewal: Sendable {
    /// The log is signed with the new key, and will be so wherever it is taken back from: the old key is destroyed, and the new
    /// one takes its place.
    /// - Throws: what the file system says; both keys are there then, or the new one alone.
    func finish() throws
}
