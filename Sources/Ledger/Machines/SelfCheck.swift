/// How much of the mirrors' list a gateway runs on an entry that it has just signed.
package enum SelfCheck: Hashable, Sendable {
    /// All of it. The signature's verification costs more than twice the signing, and finds a signer that computed
    /// wrongly before anybody else does: on a gateway's few readings a minute it is worth that.
    case full
    /// All but the signature's verification, for whoever signs thousands a second and trusts the signer's arithmetic.
    case structural
}
