//! Measures.
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    if a[0] == "serve" {
        inboxkit_bench::serve(|at| println!("{at}")).unwrap();
    }
    let task = inboxkit_bench::Task::ALL.into_iter().find(|t| t.name() == a[0]).unwrap();
    let by = inboxkit_bench::By::ALL.into_iter().find(|t| t.name() == a[1]).unwrap();
    let mut work = inboxkit_bench::prepare(task, by, &a[3]).unwrap();
    work(a[2].parse().unwrap()).unwrap();
}
