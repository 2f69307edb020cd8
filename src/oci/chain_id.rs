//! Chain IDs: one name for a stack of layers, image-spec 1.1.1 `config.md#layer-chainid`.
//!
//! ```text
//! ChainID(L0)          = DiffID(L0)
//! ChainID(L0|…|Ln)     = Digest(ChainID(L0|…|Ln-1) + " " + DiffID(Ln))
//! ```

use super::Digest;

/// The chain IDs of a stack of layers, lowest first, one a diff ID.
///
/// From the first diff ID on that is missing, all are `None`: what is unknown below is unknown above. The lowest chain ID is its diff ID, whatever
/// its algorithm; the digests above are SHA-256 in any case, as the specification's own code (`identity/chainid.go`) computes them.
///
/// ```
/// use porthole::oci::{Digest, chain_id};
///
/// let (lower, upper) = (Digest::sha256_of(b"lower"), Digest::sha256_of(b"upper"));
/// let chain_ids = chain_id::chain_ids(&[Some(lower.clone()), Some(upper.clone())]);
/// assert_eq!(chain_ids[0], Some(lower.clone()));
/// assert_eq!(chain_ids[1], Some(Digest::sha256_of(format!("{lower} {upper}").as_bytes())));
/// ```
pub fn chain_ids(diff_ids: &[Option<Digest>]) -> Vec<Option<Digest>> {
    let mut chain_ids: Vec<Option<Digest>> = Vec::with_capacity(diff_ids.len());
    for diff_id in diff_ids {
        let chain_id = match (chain_ids.last(), diff_id) {
            (None, diff_id) => diff_id.clone(),
            (Some(Some(below)), Some(diff_id)) => {
                let chain = format!("{below} {diff_id}");
                Some(Digest::sha256_of(chain.as_bytes()))
            }
            _ => None,
        };
        chain_ids.push(chain_id);
    }
    chain_ids
}
