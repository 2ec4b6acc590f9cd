import Ledger
import Logging

extension LedgerService {
    /// Once the neighbours have recorded that another statement key signs, the old one is of no use to anybody but a thief. Until
    /// then a log that is taken back from them would have to be signed by it.
    func finishKeyRenewal() {
        guard let keyRenewal, !isKeyRenewed, street.writer.hasLeftOldKey else { return }
        isKeyRenewed = true
        do {
            try keyRenewal.finish()
            logger.notice("the statement key is renewed, and the old one is gone: make a new backup of the keys")
        } catch {
            raise(
                "the log is signed with the new statement key, and the old one could not be removed (\(error)): the next start tries again"
            )
        }
    }
}
