//! Code of users that must compile, and code that must not, with what the compiler says about it.

#[test]
fn what_users_write_compiles_and_mistakes_do_not() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
