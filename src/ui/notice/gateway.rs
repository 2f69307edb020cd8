//! The notices of gateways that failed.

use super::{Notice, source::of_cause};
use crate::source::{GatewayFault, Through};

/// The failure of a gateway itself: nothing is known of the registry behind it.
pub fn of_gateway(through: &Through, fault: GatewayFault) -> Notice {
    let Through { host, base } = through;
    match fault {
        GatewayFault::NoAnswer { cause } => {
            let code = of_cause(cause).code;
            let advice = format!(
                "The gateway {base} is a server of its own, before {host}: ask who runs it. Where it lies on another origin than this page, it must allow \
                 this page to read it."
            );
            Notice::new(code, "The gateway does not answer this page", advice)
        }
        GatewayFault::Unreached { .. } => Notice::new(
            "server-error",
            format!("The gateway does not reach {host}"),
            "This is not the registry's answer: the gateway has no way to it, the name does not resolve there, or it broke off. Its operator finds the \
             reason in its log.",
        ),
        GatewayFault::Refused { .. } => Notice::new(
            "denied",
            "The gateway does not forward this",
            format!(
                "This is not the answer of {host}: the gateway {base} lets only some requests through. Ask its operator."
            ),
        ),
        GatewayFault::Absent { .. } => Notice::new(
            "not-a-registry",
            "There is no gateway where this page looks for one",
            format!(
                "gateways.json of this page says that {base} leads to {host}, but nothing there does. Its operator must set the gateway up, or take it out of the file."
            ),
        ),
    }
}
