//! What became of modules does what they did: both are run, by an interpreter.

use wasmi::{AsContextMut, Caller, Engine, Instance, Linker, Module, Ref, Store, Val};

use super::data::Objects;
use super::link::{IS_LOADED, LOADER, split};
use super::profile::{Profile, compiler};
use super::{instrument, link};

/// How often the other module was loaded.
type Loads = u32;

/// A module with functions of all kinds of ways out of what is rare; each takes two numbers.
const MODULE: &str = include_str!("tests.wat");

/// What was asked for while the profile was taken: nothing else ran.
const USUAL: [i32; 2] = [1, 2];

/// What is asked for now.
const ASKED: [i32; 9] = [0, 1, 2, 3, 4, 5, 9, -1, i32::MIN];

/// What is known of the state of a module once a function was called: what it gave, or that it failed; its memory, and its global.
#[derive(Debug, PartialEq)]
struct Outcome {
    values: Result<Vec<String>, String>,
    memory: Vec<u8>,
    global: String,
}

fn load(mut caller: Caller<'_, Loads>, rare: &[u8]) {
    *caller.data_mut() += 1;
    let module = Module::new(caller.engine(), rare).expect("a module");
    let mut linker = Linker::new(caller.engine());
    for import in module.imports() {
        assert_eq!(import.module(), "page");
        let export = caller.get_export(import.name()).expect("an export");
        linker
            .define("page", import.name(), export)
            .expect("a name");
    }
    linker
        .instantiate_and_start(caller.as_context_mut(), &module)
        .expect("an instance");
}

fn start(module: &[u8], rare: Option<Vec<u8>>) -> (Store<Loads>, Instance) {
    let engine = Engine::default();
    let module = Module::new(&engine, module).expect("a module");
    let mut store = Store::new(&engine, 0);
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "double", |number: i32| number.wrapping_mul(2))
        .expect("a function");
    if let Some(rare) = rare {
        linker
            .func_wrap(LOADER.0, LOADER.1, move |caller: Caller<'_, Loads>| {
                load(caller, &rare);
            })
            .expect("a function");
    }
    let instance = linker
        .instantiate_and_start(&mut store, &module)
        .expect("an instance");
    (store, instance)
}

fn call(store: &mut Store<Loads>, instance: &Instance, name: &str, numbers: [i32; 2]) -> Outcome {
    let function = instance.get_func(&*store, name).expect("a function");
    let results = function.ty(&*store).results().len();
    let mut values = vec![Val::I32(0); results];
    let done = function.call(&mut *store, &numbers.map(Val::I32), &mut values);
    let memory = instance.get_memory(&*store, "memory").expect("memory");
    let global = instance.get_global(&*store, "count").expect("a global");
    Outcome {
        values: done
            .map(|()| values.iter().map(|value| format!("{value:?}")).collect())
            .map_err(|error| error.to_string()),
        memory: memory.data(&*store)[..256].to_vec(),
        global: format!("{:?}", global.get(&*store)),
    }
}

fn names(module: &[u8]) -> Vec<String> {
    let module = Module::new(&Engine::default(), module).expect("a module");
    let exports = module
        .exports()
        .filter(|export| export.ty().func().is_some());
    exports.map(|export| export.name().to_owned()).collect()
}

/// What ran of the module when each function was called with these.
fn profile(module: &[u8], numbers: [i32; 2]) -> Profile {
    let (instrumented, marks) = instrument(module).expect("a module");
    let (mut store, instance) = start(&instrumented, None);
    for name in names(module) {
        call(&mut store, &instance, &name, numbers);
    }
    // The script asks for it, as it does of a module that was divided.
    let is_loaded = instance
        .get_global(&store, IS_LOADED)
        .expect("a global that the script reads");
    assert_eq!(is_loaded.get(&store).i32(), Some(0));
    let memory = instance.get_memory(&store, "memory").expect("memory");
    let from = usize::try_from(marks.address).expect("an address");
    let mut profile = Profile::default();
    marks.profile(&memory.data(&store)[from..][..marks.length], &mut profile);
    profile
}

fn in_two(module: &[u8]) -> link::Split {
    split(module, &Objects::none(), &profile(module, USUAL)).expect("a module")
}

#[test]
fn two_modules_do_what_one_did_whatever_is_asked() {
    let module = wat::parse_str(MODULE).expect("a module");
    let split = in_two(&module);
    for name in names(&module) {
        for first in ASKED {
            for second in ASKED {
                let (mut store, instance) = start(&module, None);
                let before = call(&mut store, &instance, &name, [first, second]);
                let (mut store, instance) = start(&split.main, Some(split.rare.clone()));
                let after = call(&mut store, &instance, &name, [first, second]);
                assert_eq!(after, before, "{name}({first}, {second})");
            }
        }
    }
}

#[test]
fn the_other_module_is_loaded_once_and_only_for_what_is_rare() {
    let module = wat::parse_str(MODULE).expect("a module");
    let split = in_two(&module);
    for name in names(&module) {
        let (mut store, instance) = start(&split.main, Some(split.rare.clone()));
        call(&mut store, &instance, &name, USUAL);
        assert_eq!(*store.data(), 0, "{name}");
        for numbers in [[9, 9], [9, 9], [-1, 9], USUAL] {
            call(&mut store, &instance, &name, numbers);
        }
        assert_eq!(*store.data(), 1, "{name} has nothing that is rare");
    }
}

#[test]
fn what_only_others_call_comes_with_the_other_module() {
    let module = wat::parse_str(MODULE).expect("a module");
    let split = in_two(&module);
    let by_place = |store: &mut Store<Loads>, instance: &Instance| {
        let table = instance.get_table(&*store, "__indirect_function_table");
        let place = table.expect("a table").get(&*store, 99).expect("a place");
        let Val::FuncRef(Ref::Val(function)) = place else {
            panic!("nothing is there");
        };
        let mut values = [Val::I32(0)];
        function.call(&mut *store, &[Val::I32(6), Val::I32(7)], &mut values)?;
        Ok::<_, wasmi::Error>(values[0].i32())
    };
    let (mut store, instance) = start(&module, None);
    let before = by_place(&mut store, &instance).expect("a number");
    let (mut store, instance) = start(&split.main, Some(split.rare));
    // Another function is there, of another type.
    assert!(by_place(&mut store, &instance).is_err());
    call(&mut store, &instance, "goes on", [9, 9]);
    assert_eq!(by_place(&mut store, &instance).expect("a number"), before);
}

#[test]
fn what_is_not_in_the_profile_stays() {
    let module = wat::parse_str(MODULE).expect("a module");
    let split = split(&module, &Objects::none(), &Profile::default()).expect("a module");
    let (mut store, instance) = start(&split.main, Some(split.rare));
    for name in names(&module) {
        for first in ASKED {
            call(&mut store, &instance, &name, [first, 9]);
        }
    }
    assert_eq!(*store.data(), 0);
}

#[test]
fn a_profile_is_what_was_written() {
    let module = wat::parse_str(MODULE).expect("a module");
    let mut profile = profile(&module, USUAL);
    profile.forget_what_ran();
    assert_ne!(profile, Profile::default());
    let text = profile.write("rustc 1.2.3");
    assert_eq!(compiler(&text), Some("rustc 1.2.3"));
    assert_eq!(Profile::read(&text).expect("a profile"), profile);
}

#[test]
fn what_is_no_profile_is_refused_by_its_line() {
    for (text, want) in [
        ("0000000000000001 +\nx\n", "line 2 is no function"),
        ("0000000000000001\n", "line 1 is no function"),
        ("000000000000000g +\n", "line 1 is no function"),
        ("0000000000000001 +1x\n", "line 1 is no function"),
        ("0000000000000001 1\n", "line 1 is no function"),
        ("# rustc\n0000000000000001 +\nx\n", "line 3 is no function"),
        ("0000000000000001 +\n# rustc\n", "line 2 is no function"),
    ] {
        let error = Profile::read(text).expect_err("it is refused");
        assert_eq!(error.to_string(), want, "{text:?}");
    }
}

#[test]
fn what_is_no_module_is_refused() {
    let error = split(b"no module", &Objects::none(), &Profile::default());
    let error = error.err().expect("it is refused");
    assert_eq!(error.to_string(), "the module cannot be read");
    let error = instrument(b"no module").err().expect("it is refused");
    assert_eq!(error.to_string(), "the module cannot be read");
}
