//! Elements, built step by step.
//!
//! Yew's `html!` writes out the making of every element and the joining of every list of children anew wherever they stand. The same
//! by calls of these few functions is a third of the size, and it is the size of the module that a reader waits for.

use std::rc::Rc;
use yew::{
    html,
    prelude::*,
    virtual_dom::{Listener, VList, VTag, VText},
};

/// An element in the making. Attributes stand in the order in which they are set, the class behind them.
pub struct Element(Box<Parts>);

struct Parts {
    tag: VTag,
    class: &'static str,
}

/// Begins an element.
pub fn element(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag: VTag::new(tag),
        class: "",
    }))
}

/// Text, and nothing else.
pub fn text(text: impl Into<AttrValue>) -> Html {
    VText::new(text).into()
}

/// Several nodes without an element around them.
pub fn list(nodes: impl IntoIterator<Item = Html>) -> Html {
    let mut list = VList::new();
    for node in nodes {
        list.add_child(node);
    }
    list.into()
}

impl Element {
    /// Its classes.
    pub fn class(mut self, class: &'static str) -> Self {
        self.0.class = class;
        self
    }

    /// Its name for style sheets and tests: see the DOM contract.
    pub fn part(self, part: &'static str) -> Self {
        self.fixed("part", part)
    }

    /// An attribute that is always the same.
    pub fn fixed(self, name: &'static str, value: &'static str) -> Self {
        self.attribute(name, AttrValue::Static(value))
    }

    /// An attribute.
    pub fn attribute(mut self, name: &'static str, value: impl Into<AttrValue>) -> Self {
        self.0.tag.add_attribute(name, value);
        self
    }

    /// An attribute that is there only if it has a value.
    pub fn optional(self, name: &'static str, value: Option<impl Into<AttrValue>>) -> Self {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    /// What happens on a click.
    pub fn on_click(self, on_click: Callback<MouseEvent>) -> Self {
        self.listener(Rc::new(html::onclick::Wrapper::new(on_click)))
    }

    /// What happens when a key is pressed in it.
    pub fn on_key(self, on_key: Callback<KeyboardEvent>) -> Self {
        self.listener(Rc::new(html::onkeydown::Wrapper::new(on_key)))
    }

    /// What happens when it was scrolled.
    pub fn on_scroll(self, on_scroll: Callback<Event>) -> Self {
        self.listener(Rc::new(html::onscroll::Wrapper::new(on_scroll)))
    }

    /// Its one listener.
    fn listener(mut self, listener: Rc<dyn Listener>) -> Self {
        self.0.tag.set_listeners(Box::new([Some(listener)]));
        self
    }

    /// What happens when another value is chosen.
    pub fn on_change(mut self, on_change: Callback<Event>) -> Self {
        let listener = html::onchange::Wrapper::new(on_change);
        self.0
            .tag
            .set_listeners(Box::new([Some(Rc::new(listener) as Rc<_>)]));
        self
    }

    /// Where the element itself can be found once it is on the page.
    pub fn reference(mut self, reference: NodeRef) -> Self {
        self.0.tag.node_ref = reference;
        self
    }

    /// Adds text.
    pub fn text(self, words: impl Into<AttrValue>) -> Self {
        self.node(text(words))
    }

    /// Adds a node or an element.
    pub fn child(self, child: impl Into<Html>) -> Self {
        self.node(child.into())
    }

    /// Adds a node or an element if there is one; else nothing, in its place, so that its neighbours are known again.
    pub fn maybe(self, child: Option<impl Into<Html>>) -> Self {
        self.node(child.map(Into::into).unwrap_or_default())
    }

    /// Adds nodes.
    pub fn children(self, children: impl IntoIterator<Item = Html>) -> Self {
        children.into_iter().fold(self, Self::node)
    }

    fn node(mut self, node: Html) -> Self {
        self.0.tag.add_child(node);
        self
    }
}

impl From<Element> for Html {
    fn from(Element(parts): Element) -> Self {
        let Parts { mut tag, class } = *parts;
        if !class.is_empty() {
            tag.add_attribute("class", class);
        }
        tag.into()
    }
}

/// A button that does not send a form.
pub fn button() -> Element {
    element("button").fixed("type", "button")
}

/// A remark that steps back behind what it stands beside.
pub fn remark(words: impl Into<AttrValue>) -> Element {
    element("span").class("muted small").text(words)
}

/// The head of a column.
pub fn column(name: &'static str) -> Element {
    element("th").fixed("scope", "col").text(name)
}

/// A section under its title, with what stands beside the title.
pub fn section(
    part: &'static str,
    id: &'static str,
    title: &'static str,
    beside: impl IntoIterator<Item = Element>,
) -> Element {
    let title = element("h2").fixed("id", id).text(title);
    let header = element("header")
        .child(title)
        .children(beside.into_iter().map(Html::from));
    element("section")
        .part(part)
        .fixed("aria-labelledby", id)
        .child(header)
}
