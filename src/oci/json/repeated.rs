//! Keys that stand more than once, read as tools in Go (`encoding/json`) read them: of several values the last counts, but an object also has
//! the members of those before it, and so has an object in a list, of the element at its place in the list before.
//!
//! To Go the keys of a structure are one in any case, and those of a map are not. Which of the two an object is, is not known here: objects and
//! lists are joined in any case. Of a map nothing is read but texts, and of an object that nothing is known of, its text.

use super::{Kind, Member, Value, fold};
use std::{collections::HashMap, mem};

/// Marks all but the last member of each key, and tells the positions of those that were not marked before.
pub(super) fn shadow(members: &mut [Member]) -> Vec<usize> {
    let mut last_of: HashMap<&str, usize> = HashMap::new();
    let named = members.iter().enumerate();
    let mut shadowed: Vec<usize> = named
        .filter_map(|(position, member)| last_of.insert(&member.key, position))
        .collect();
    shadowed.retain(|position| !mem::replace(&mut members[*position].is_shadowed, true));
    shadowed
}

/// Joins what stands more than once in `value`, from the top down, so that each member is moved once a level at most.
pub(super) fn join(value: &mut Value) {
    match &mut value.kind {
        Kind::Array(elements) => elements.iter_mut().for_each(join),
        Kind::Object(members) => {
            join_members(members);
            for member in members {
                join(&mut member.value);
            }
        }
        _ => {}
    }
}

/// Gives the last list or object of each key what the others hold.
fn join_members(members: &mut [Member]) {
    let keys = members.iter().map(|member| member.key.chars().map(fold));
    let keys: Vec<String> = keys.map(Iterator::collect).collect();
    let mut last_of: HashMap<&str, usize> = HashMap::new();
    for (later, key) in keys.iter().enumerate() {
        let (before, behind) = members.split_at_mut(later);
        let value = &mut behind[0].value;
        if value.is_container()
            && let Some(earlier) = last_of.insert(key, later)
        {
            add(value, &mut before[earlier].value);
        }
    }
    // What an object holds of others can shadow them.
    shadow(members);
}

/// Moves to `later` what Go keeps of `earlier`, the value that it has read before in the same place.
fn add(later: &mut Value, earlier: &mut Value) {
    match (&mut later.kind, &mut earlier.kind) {
        (Kind::Object(members), Kind::Object(before)) => {
            before.append(members);
            mem::swap(members, before);
        }
        (Kind::Array(elements), Kind::Array(before)) => {
            for (element, before) in elements.iter_mut().zip(before) {
                add(element, before);
            }
        }
        // An element: null changes nothing.
        (Kind::Null, _) => mem::swap(later, earlier),
        _ => {}
    }
}
