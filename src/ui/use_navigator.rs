//! Where links, the reference bar and the history of the tab lead: to another question.

use super::{
    app::AppProps,
    named_image::read_now,
    navigation::{Destination, Navigator},
    question::{Question, is_same_image, question_of},
};
use crate::browser::{address, listener::Listener, scroll};
use yew::prelude::*;

/// Carries out navigations: by links and the reference bar, and by the history of the tab.
#[hook]
pub fn use_navigator(props: &AppProps, question: &UseStateHandle<Question>) -> Navigator {
    let is_page = props.is_page;
    let go = |asks_anew: bool| {
        let question = question.clone();
        Callback::from(move |target: Destination| {
            // What names no image may hold a password, which has no business in an address: then it is that of the page alone.
            let has_address = match &target {
                Destination::Image(target) => read_now(&target.image).is_some(),
                Destination::Place(_) => true,
            };
            if is_page {
                let query = has_address.then(|| target.query());
                address::push(&query.unwrap_or_default());
            }
            // Another platform of the same image needs no new answers; *Inspect* and all other links do.
            let shown = question.target.as_ref().and_then(Destination::image);
            let keeps = !asks_anew
                && target.image().is_some_and(|target| {
                    target.platform.is_some()
                        && shown.is_some_and(|shown| shown.image == target.image)
                });
            // Who tries again asks what the element asks: its pin holds.
            let is_same = question.target.as_ref() == Some(&target);
            question.set(Question {
                number: if keeps {
                    question.number
                } else {
                    question.next_number()
                },
                // The same once more is a try for what failed.
                attempt: question.attempt.wrapping_add(1),
                is_default: question.is_default && keeps,
                is_own: question.is_own && (keeps || is_same),
                target: Some(target),
            });
        })
    };
    let (on_go, on_ask) = (go(false), go(true));
    {
        let (question, props) = (question.clone(), props.clone());
        use_effect(move || {
            let listener = props.is_page.then(|| {
                Listener::on_history(move || {
                    scroll::recall();
                    let next = question_of(&props, question.number);
                    // What was read and proven of an image stays while its platforms are looked at, back and forth.
                    let number = match is_same_image(&question, &next) {
                        true => question.number,
                        false => question.next_number(),
                    };
                    question.set(Question { number, ..next });
                })
            });
            move || drop(listener)
        });
    }
    Navigator {
        page: is_page.then(|| address::before_query().into()),
        on_go,
        on_ask,
    }
}
