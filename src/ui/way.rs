//! How a registry is asked: at its own address, or through a gateway of the page. One calm line, since the rest of the page names the
//! registry itself.

use super::{
    element::{element, text},
    later::view_now_or_later,
    text::view_text,
};
use crate::{
    browser::address,
    source::{GatewaysError, Session, Transport},
};
use std::rc::Rc;
use yew::prelude::*;

/// How a registry is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Way {
    /// At its own address.
    #[default]
    Direct,
    /// Through a gateway.
    Through {
        /// Its address: a path of the page's own origin, else a URL.
        address: String,
    },
    /// At its own address, because the gateways that the page names cannot be used.
    Astray(GatewaysError),
}

/// The way to `registry` (host, with port if any). To be awaited before a source is made for it: the first time this reads the list of gateways
/// at `gateways`, as the element names it; after that it asks nothing, unless it could not be read.
pub async fn way_to<T: Transport>(
    registry: &str,
    session: &Session,
    gateways: Option<&str>,
    transport: &Rc<T>,
) -> Way {
    let Some(written) = gateways else {
        return Way::Direct;
    };
    let Some(url) = address::resolve(written) else {
        let url = written.to_owned();
        return Way::Astray(GatewaysError::NoUrl { url });
    };
    let resolve = |base: &str| address::resolve_against(&url, base);
    if let Err(error) = session.read_gateways(transport, &url, &resolve).await {
        return Way::Astray(error);
    }
    let Some(through) = session.gateway(registry) else {
        return Way::Direct;
    };
    let path = through.base.strip_prefix(&session.page_origin);
    let address = path.filter(|path| path.starts_with('/'));
    Way::Through {
        address: address.unwrap_or(&through.base).to_owned(),
    }
}

/// The line about the way; nothing about the direct one.
pub fn view_way(way: &Way) -> Html {
    match way {
        Way::Direct => Html::default(),
        Way::Through { address } => element("p")
            .class("way")
            .part("gateway")
            .attribute("data-address", address.clone())
            .child(text("Read through the gateway "))
            .child(element("code").child(view_text(address)))
            .into(),
        Way::Astray(error) => {
            let error = error.clone();
            view_now_or_later(move |later| (later.astray)(&error))
        }
    }
}

/// Why the gateways of the page are not used: in the second module.
pub fn view_astray(error: &GatewaysError) -> Html {
    element("p")
        .class("way astray")
        .part("gateways-problem")
        .fixed("role", "status")
        .child(text("The gateways of this page are not used: "))
        .child(view_text(&error.to_string()))
        .child(text(
            ". Porthole asks registries directly instead, which most of them do not allow. ",
        ))
        .child(text(if error.may_pass() {
            "This may pass: the next try asks for gateways.json again."
        } else {
            "The operator of this page must correct gateways.json."
        }))
        .into()
}
