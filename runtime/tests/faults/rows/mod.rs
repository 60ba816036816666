//! The matrix.

mod answers;
mod secure;
mod wire;

pub use self::answers::{redirects, statuses};
pub use self::secure::{http2, proxies, tls};
pub use self::wire::{bodies, connections, protocol, time};
use crate::table::Group;

/// All groups, in the order of the document.
pub fn all() -> [Group; 9] {
    [connections(), time(), protocol(), bodies(), statuses(), redirects(), tls(), proxies(), http2()]
}
