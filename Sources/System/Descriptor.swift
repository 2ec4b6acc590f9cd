internal import Glibc

/// An open file with one owner: closed when the last reference goes.
package final class Descriptor: Sendable {
    /// For calls on the file; not to be closed.
    package let number: CInt

    /// Takes ownership of an open descriptor.
    package init(owning number: CInt) { self.number = number }

    deinit { close(number) }
}
