import Gateway
import Storage

/// The database is what the shell asks for, word for word.
extension Database: ForgettingStore {}
