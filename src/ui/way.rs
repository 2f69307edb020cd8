//! How a registry is asked: at its own address, or through a gateway of the page. One calm line, since the rest of the page names the
//! registry itself.

use super::{
    element::{element, text},
    text::view_text,
};
use crate::source::GatewaysError;
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
        Way::Astray(error) => element("p")
            .class("way astray")
            .part("gateways-problem")
            .fixed("role", "status")
            .child(text("The gateways of this page are not used: "))
            .child(view_text(&error.to_string()))
            .child(text(
                ". Registries are asked at their own addresses, which few of them allow. The operator of this page must correct gateways.json.",
            ))
            .into(),
    }
}
