//! The table of tags or repositories: a filter, the rows in view, and what is behind them.

use super::{
    names::Names,
    reading::{Library, Readings},
    rest::{describe, view_pause, view_rest},
    state::Rest,
    tag_row::TagRow,
    window::use_window,
    words::Words,
};
use crate::{
    oci::{Place, place::RegistryName},
    ui::{
        element::{Element, column, element, remark},
        filter::view_filter,
        navigation::view_go,
        text::{plain, view_text},
        use_on_change::use_on_change,
    },
};
use std::rc::Rc;
use yew::{prelude::*, virtual_dom::VNode};

/// Properties of [`Table`].
#[derive(Properties, PartialEq)]
pub(super) struct TableProps {
    /// What is browsed.
    pub place: Place,
    /// What is in it.
    pub names: Names,
    /// What is behind that.
    pub rest: Rest,
    /// What the page remembers of places.
    pub library: Rc<Library>,
    /// What was read of tags.
    pub readings: Rc<Readings>,
    /// No rows are read until the person wants them.
    pub is_paused: bool,
    /// Asked for more.
    pub on_more: Callback<()>,
    /// Asked to wait no longer for more.
    pub on_cancel: Callback<()>,
    /// Asked to read rows again.
    pub on_read_on: Callback<()>,
    /// Told which tags are in view.
    pub on_view: Callback<Rc<[AttrValue]>>,
}

/// The table.
#[component]
pub(super) fn Table(props: &TableProps) -> Html {
    let filter = use_state_eq(|| props.library.filter(&props.place.to_string()));
    let matching = {
        let names = props.names.clone();
        use_memo((names, (*filter).clone()), |(names, filter)| {
            names.matching(filter)
        })
    };
    let total = props.names.len();
    let length = matching
        .as_ref()
        .as_ref()
        .map_or(total, |found| found.len());
    let (window, above, rows) = use_window(length);
    let name_at = |row: usize| {
        let position = match &*matching {
            Some(found) => *found.get(row)?,
            None => row,
        };
        props.names.get(position)
    };
    {
        let in_view = window.in_view(length);
        // What a server lists may be anything: what is no tag must not become part of an address.
        let names = in_view.filter_map(name_at);
        let tags = names.filter(|name| props.place.image(name).is_some());
        let tags: Rc<[AttrValue]> = tags.cloned().collect();
        let on_view = props.on_view.clone();
        use_on_change(tags.clone(), move || {
            on_view.emit(tags);
            None
        });
    }
    let rendered = window.rendered(length);
    let (before, behind) = (rendered.start, length - rendered.end);
    let words = Words::of(&props.place);
    let shown = rendered
        .filter_map(|row| Some((row, name_at(row)?)))
        .map(|(row, name)| view_row(props, name, row));
    let count = words.columns.len();
    let table = element("table")
        .class(words.class)
        .fixed("role", "table")
        .attribute("aria-rowcount", (length + 1).to_string())
        .fixed("aria-labelledby", "list-title")
        .child(view_head(words))
        .child(spacer(window.pixels(before), count).reference(above))
        .child(
            element("tbody")
                .fixed("role", "rowgroup")
                .reference(rows)
                .children(shown),
        )
        .child(spacer(window.pixels(behind), count));
    let on_filter = {
        let filter = filter.clone();
        let (library, place) = (Rc::clone(&props.library), props.place.to_string());
        Callback::from(move |words: String| {
            library.keep_filter(place.clone(), words.clone());
            filter.set(words);
        })
    };
    let title = element("h1")
        .fixed("id", "list-title")
        .child(view_text(words.title));
    let status = remark(describe(props, length, total, words))
        .part("list-status")
        .fixed("role", "status");
    let nothing = (length == 0 && total > 0).then(|| {
        element("p")
            .class("aside")
            .text("Nothing matches. The filter looks for each of its words anywhere in a name.")
    });
    html! {
        <section part="list" aria-labelledby="list-title" class="list">
            <header>
                { Html::from(title) }
                { Html::from(status) }
                { view_filter("filter-input", words.filter, Some((*filter).clone().into()), on_filter) }
            </header>
            { view_pause(props) }
            { Html::from(table) }
            { nothing.map(Html::from).unwrap_or_default() }
            { view_rest(props, words) }
        </section>
    }
}

fn view_row(props: &TableProps, name: &AttrValue, row: usize) -> Html {
    if let Place::Registry(registry) = &props.place {
        return view_repository(registry, name, row);
    }
    let (place, tag) = (props.place.clone(), name.clone());
    let reading = props.readings.get(name).cloned();
    let siblings = reading
        .as_ref()
        .and_then(|reading| reading.facts())
        .map(|facts| props.readings.siblings(Some(name), &facts.digest))
        .unwrap_or_default();
    html! { <TagRow key={name.as_str()} {place} {tag} {row} {reading} {siblings} /> }
}

fn view_head(words: Words) -> Element {
    let columns = words.columns.iter().map(|(name, class)| {
        let head = column(name).fixed("role", "columnheader");
        if class.is_empty() {
            head
        } else {
            head.class(class)
        }
        .into()
    });
    let row = element("tr")
        .fixed("role", "row")
        .fixed("aria-rowindex", "1")
        .children(columns);
    element("thead").fixed("role", "rowgroup").child(row)
}

/// As high as the rows that are not rendered. A height as an attribute: the page's policy allows no style in elements.
fn spacer(pixels: u64, columns: usize) -> Element {
    let cell = element("td")
        .attribute("colspan", columns.to_string())
        .attribute("height", pixels.to_string());
    element("tbody")
        .class("spacer")
        .fixed("aria-hidden", "true")
        .fixed("role", "presentation")
        .child(element("tr").child(cell))
}

fn view_repository(registry: &RegistryName, name: &AttrValue, row: usize) -> Html {
    let text = view_text(name);
    let link = match registry.repository(name) {
        Some(place) => view_go(place, text),
        // A registry may list anything.
        None => element("span")
            .class("muted")
            .fixed("title", "This is no name of a repository.")
            .child(text)
            .into(),
    };
    let cell = element("th")
        .fixed("scope", "row")
        .fixed("role", "rowheader")
        .child(
            element("span")
                .class("cell")
                .attribute("title", plain(name))
                .child(link),
        );
    let mut row: Html = element("tr")
        .part("repository")
        .fixed("role", "row")
        .attribute("aria-rowindex", (row + 2).to_string())
        .attribute("data-repository", name.clone())
        .child(cell)
        .into();
    if let VNode::VTag(tag) = &mut row {
        Rc::make_mut(tag).key = Some(name.as_str().into());
    }
    row
}
