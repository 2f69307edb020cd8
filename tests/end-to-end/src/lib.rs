//! Porthole in a real browser, against real registries.
