//! What is asked for: by the address of the page, by the attributes of an element, or by a call of its methods.

use super::{
    app::AppProps,
    navigation::{Destination, Target},
    use_calls::Method,
};
use crate::{browser::address, oci::Place};
use yew::AttrValue;

/// A question, numbered so that asking the same again asks anew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// What is asked for; `None` before the first question.
    pub target: Option<Destination>,
    /// Counts the questions that want fresh answers.
    pub number: u32,
    /// Counts the tries for what failed: what was read before stays.
    pub attempt: u32,
    /// Nobody asked: it is what the page shows by itself.
    pub is_default: bool,
    /// The attributes of an embedded element ask, not a person.
    pub is_own: bool,
}

impl Question {
    /// The number of the question after this one, if it wants fresh answers.
    pub fn next_number(&self) -> u32 {
        self.number.wrapping_add(1)
    }

    /// The same once more, for fresh answers.
    pub fn again(&self) -> Self {
        Self {
            number: self.next_number(),
            ..self.clone()
        }
    }
}

/// What to ask first: what the address names, else what the element names; nothing after a defect, nor where a method asks.
pub fn first_question(props: &AppProps) -> Question {
    let method = props.call.as_ref().map(|call| &call.method);
    if props.defect.is_some() || matches!(method, Some(Method::Inspect(_))) {
        return Question::default();
    }
    question_of(props, 1)
}

/// What the address or else the element names now. `number`: see [`Question::number`].
pub fn question_of(props: &AppProps, number: u32) -> Question {
    let permalink = if props.is_page {
        address::permalink()
    } else {
        address::Permalink::default()
    };
    let place = permalink
        .repository
        .map(|name| (Place::repository(&name), name))
        .or_else(|| {
            permalink
                .registry
                .map(|name| (Place::registry(&name), name))
        });
    // What names no place is shown as what it is not: an image.
    let (place, named) = match (permalink.image, place) {
        (Some(image), _) => (None, Some(image)),
        (None, Some((place, name))) => (place, Some(name)),
        (None, None) => (None, None),
    };
    if let Some(place) = place {
        return Question {
            target: Some(place.into()),
            number,
            ..Question::default()
        };
    }
    match (named, &props.image) {
        (Some(image), _) => {
            let target = Target {
                image: image.into(),
                platform: permalink.platform.map(AttrValue::from),
            };
            Question {
                target: Some(target.into()),
                number,
                ..Question::default()
            }
        }
        (None, Some(image)) => {
            let platform = permalink
                .platform
                .map(AttrValue::from)
                .or(props.platform.clone());
            let target = Target {
                image: image.clone(),
                platform,
            };
            Question {
                target: Some(target.into()),
                number,
                attempt: 0,
                is_default: props.is_page,
                is_own: !props.is_page,
            }
        }
        (None, None) => Question {
            number,
            ..Question::default()
        },
    }
}

/// Whether both ask for one image, of whichever platform, and want the same answers.
pub fn is_same_image(previous: &Question, next: &Question) -> bool {
    let image = |question: &Question| {
        let image = question.target.as_ref().and_then(Destination::image);
        image.map(|target| target.image.clone())
    };
    previous.number == next.number && image(next).is_some() && image(previous) == image(next)
}
