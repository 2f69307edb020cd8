//! What is different between a report that somebody opened and what the page knows now.

use super::comparison::shortened;
use crate::{
    report::{Change, Row},
    ui::{
        element::{Element, element, list},
        format,
        text::{plain, view_text},
    },
};
use yew::prelude::*;

/// Rows that are shown at most: a report may hold anything.
const MOST: usize = 500;

/// One calm line if nothing changed, else what did; what is the same is folded away.
pub fn view_changes(rows: &[Row]) -> Html {
    let of = |wanted: fn(Change) -> bool| rows.iter().filter(move |row| wanted(row.change));
    let changed = of(|change| !matches!(change, Change::Same | Change::Unchecked)).count();
    let unchecked = of(|change| change == Change::Unchecked).count();
    let words = match (changed, unchecked) {
        (0, 0) => "Nothing changed.".to_owned(),
        (0, open) => format!(
            "Nothing changed in what could be checked; {} could be checked then, and not now.",
            format::count(open, "thing", "things")
        ),
        (changed, 0) => format!("{}.", format::count(changed, "difference", "differences")),
        (changed, open) => format!(
            "{}; {} could be checked then, and not now.",
            format::count(changed, "difference", "differences"),
            format::count(open, "thing", "things")
        ),
    };
    let different = of(|change| change != Change::Same);
    let different = element("ul")
        .class("problems")
        .children(different.take(MOST).map(view_row));
    let total = changed + unchecked;
    let left = total.saturating_sub(MOST);
    let rest = (left > 0).then(|| {
        element("p").class("aside").text(format!(
            "{} more are not shown.",
            format::grouped(left as u64)
        ))
    });
    let same = of(|change| change == Change::Same);
    let same = element("details")
        .class("report-same small")
        .child(element("summary").text("What is the same"))
        .child(
            element("ul")
                .class("problems")
                .children(same.take(MOST).map(view_row)),
        );
    list([
        element("p")
            .class("aside")
            .fixed("role", "status")
            .text(words)
            .into(),
        if total > 0 {
            different.into()
        } else {
            Html::default()
        },
        rest.map(Html::from).unwrap_or_default(),
        same.into(),
    ])
}

fn view_row(row: &Row) -> Html {
    let class = match row.change {
        Change::Same => "severity muted",
        Change::Changed | Change::Gone => "severity bad",
        Change::New => "severity warn",
        Change::Unchecked => "severity muted",
    };
    let field = shortened(&row.field);
    let value = |name: &'static str, value: &str| -> Option<Element> {
        (!value.is_empty()).then(|| {
            element("p")
                .class("small")
                .child(element("span").class("muted").text(name))
                .child(element("code").child(view_text(&shortened(value))))
        })
    };
    let mut told = element("div").child(element("p").child(view_text(&field)));
    told = if row.change == Change::Same {
        told.maybe(value("", &row.now))
    } else {
        told.maybe(value("then ", &row.then))
            .maybe(value("now ", &row.now))
    };
    element("li")
        .part("report-change")
        .attribute("data-field", plain(&field))
        .fixed("data-change", row.change.word())
        .child(element("span").class(class).text(row.change.word()))
        .child(told)
        .into()
}
