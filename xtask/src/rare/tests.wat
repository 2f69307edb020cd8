(module
  (import "host" "double" (func $double (param i32) (result i32)))
  (type $two (func (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (table $others 2 externref)
  (table $functions (export "__indirect_function_table") 100 funcref)
  (global $count (export "count") (mut i32) (i32.const 0))
  (global $hidden (mut i64) (i64.const 7))
  (elem (table $functions) (i32.const 1) func $add $never $double)
  (elem (table $functions) (i32.const 98) func $add $later)

  (func $add (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))

  ;; Moves as a whole, though the table has it.
  (func $never (param i32 i32) (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1000)))
    (i32.store offset=16 (i32.const 4) (local.get 0))
    (i32.sub (i32.mul (local.get 0) (i32.const 31)) (local.get 1)))

  ;; Moves as a whole, and calls another one that does.
  (func $never_twice (param i32 i32) (result i32)
    (i32.store offset=24 (i32.const 4) (local.get 1))
    (i32.store offset=28 (i32.const 4) (local.get 0))
    (call $never (call $double (local.get 0)) (call $never (local.get 1) (local.get 0))))

  ;; Moves as a whole, with its place in the table, which nothing here names.
  (func $later (param i32 i32) (result i32)
    (i32.store offset=32 (i32.const 4) (local.get 0))
    (i32.mul (call $never (local.get 0) (local.get 1)) (i32.const 13)))

  ;; Goes on behind what is rare, with locals that it wrote, on some ways only.
  (func (export "goes on") (param $a i32) (param $b i32) (result i32)
    (local $c i32) (local $d i64) (local $e i32)
    (local.set $c (i32.const 5))
    (if (i32.gt_s (local.get $a) (i32.const 2))
      (then
        (local.set $d (i64.extend_i32_s (local.get $b)))
        (if (i32.eq (local.get $b) (i32.const 9))
          (then (local.set $c (i32.const 77))))
        (global.set $count (i32.add (global.get $count) (local.get $a)))
        (i32.store offset=8 (i32.const 4) (i32.add (local.get $a) (local.get $e)))))
    (i32.add (local.get $c) (i32.wrap_i64 (local.get $d))))

  ;; Leaves the function with a value, or goes on.
  (func (export "returns or goes on") (param $a i32) (param $b i32) (result i32)
    (local $c i32)
    (if (i32.lt_s (local.get $a) (i32.const 1))
      (then
        (local.set $c (call $double (local.get $b)))
        (if (i32.eqz (local.get $a)) (then (return (i32.add (local.get $c) (i32.const 3)))))
        (i32.store offset=12 (i32.const 4) (local.get $c))
        (local.set $b (i32.const 6))))
    (i32.sub (local.get $b) (local.get $c)))

  ;; Always leaves the function.
  (func (export "returns") (param $a i32) (param $b i32) (result i32 i32)
    (if (i32.gt_s (local.get $a) (i32.const 3))
      (then
        (i32.store offset=16 (i32.const 4) (call $add (local.get $a) (local.get $b)))
        (i32.store offset=20 (i32.const 4) (call $add (local.get $b) (local.get $b)))
        (return (i32.const 8) (local.get $b))))
    (local.get $b) (local.get $a))

  ;; Never ends.
  (func (export "fails") (param $a i32) (param $b i32) (result i32)
    (if (i32.gt_s (local.get $a) (i32.const 3))
      (then
        (i32.store offset=16 (i32.const 4) (call $never (local.get $a) (local.get $b)))
        (i32.store offset=40 (i32.const 4) (local.get $a))
        (unreachable)))
    (local.get $b))

  ;; Goes back to the loop, out of it, out of the function with a value, or on.
  (func (export "loops") (param $a i32) (param $b i32) (result i32)
    (local $i i32) (local $sum i32)
    (block $out
      (loop $again
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $out (i32.gt_s (local.get $i) (i32.const 20)))
        (if (i32.gt_s (local.get $a) (i32.const 2))
          (then
            (local.set $sum (i32.add (local.get $sum) (call $double (local.get $i))))
            (local.set $a (i32.sub (local.get $a) (i32.const 1)))
            (br_if $again (i32.eq (local.get $a) (i32.const 4)))
            (br_if $out (i32.eq (local.get $b) (i32.const 9)))
            (if (i32.eq (local.get $b) (i32.const 5)) (then (return (local.get $sum))))
            (global.set $hidden (i64.add (global.get $hidden) (i64.const 3)))
            (local.set $sum (i32.add (local.get $sum) (i32.wrap_i64 (global.get $hidden))))))
        (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
        (br_if $again (i32.lt_s (local.get $i) (i32.const 6)))))
    (i32.add (local.get $sum) (local.get $i)))

  ;; One of several constructs, by number, none of which takes a value.
  (func (export "chooses") (param $a i32) (param $b i32) (result i32)
    (local $c i32)
    (block $one
      (block $two
        (block $three
          (if (i32.or (i32.gt_s (local.get $a) (i32.const 2)) (i32.lt_s (local.get $a) (i32.const 0)))
            (then
              (i32.store offset=44 (i32.const 4) (local.get $b))
              (local.set $c (i32.mul (local.get $b) (i32.const 7)))
              (block $four
                (br_table $three $one $two $four $two $one (i32.sub (local.get $a) (i32.const 3))))
              (local.set $c (i32.add (local.get $c) (i32.const 50)))))
          (return (i32.add (local.get $c) (i32.const 1))))
        (local.set $c (i32.add (local.get $c) (i32.const 100))))
      (return (i32.add (local.get $c) (i32.const 2))))
    (i32.add (local.get $c) (i32.const 3)))

  ;; Takes what lies on the stack, and leaves something there.
  (func (export "on the stack") (param $a i32) (param $b i32) (result i32)
    (local $c i32)
    (local.get $b)
    (i32.const 11)
    (block $out (param i32 i32) (result i32)
      (local.set $c)
      (br_if $out (i32.lt_s (local.get $a) (i32.const 3)))
      (i32.mul (call $add (local.get $a) (local.get $c)))
      (i32.store offset=48 (i32.const 4) (local.get $a))
      (call $double)
      (i32.xor (i32.const 1)))
    (i32.add (local.get $c)))

  ;; A construct with a value, from an arm that is rare.
  (func (export "has a value") (param $a i32) (param $b i32) (result i32)
    (i32.add
      (local.get $b)
      (block $out (result i32)
        (if (result i32) (i32.gt_s (local.get $a) (i32.const 2))
          (then
            (i32.store offset=52 (i32.const 4) (local.get $a))
            (i32.store offset=56 (i32.const 4) (local.get $b))
            (br_if $out (call $double (local.get $a)) (i32.eq (local.get $b) (i32.const 4)))
            (drop)
            (call_indirect $functions (type $two) (local.get $a) (local.get $b) (i32.const 1)))
          (else (i32.const 9))))))

  ;; Calls what moved as a whole, from what stays and from what is rare.
  (func (export "calls") (param $a i32) (param $b i32) (result i32)
    (if (i32.gt_s (local.get $a) (i32.const 3))
      (then (return (call $never_twice (call $never (local.get $a) (local.get $b)) (local.get $b)))))
    (if (i32.lt_s (local.get $a) (i32.const 0))
      (then (return (call_indirect $functions (type $two) (local.get $a) (local.get $b) (i32.const 2)))))
    (call_indirect $functions (type $two) (local.get $a) (local.get $b) (i32.const 1)))

  ;; The other table.
  (func (export "other table") (param $a i32) (param $b i32) (result i32)
    (if (i32.gt_s (local.get $a) (i32.const 2))
      (then
        (table.set $others (i32.const 0) (table.get $others (i32.const 1)))
        (i32.store offset=60 (i32.const 4) (table.size $others))
        (i32.store offset=64 (i32.const 4) (table.grow $others (ref.null extern) (local.get $a)))))
    (table.size $others))
)
