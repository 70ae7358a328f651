//! What Python runs by itself whenever it starts, before any code of a service: <https://docs.python.org/3/library/site.html>.

use super::Stage;
use crate::dockerfile::path::join;

impl Stage<'_> {
    /// The path of a file that a Python that starts in the stage may run by itself, as far as COPYs show one: in PYTHONPATH or a directory of packages,
    /// here or in a stage that this one takes something from. What pip installs does not count.
    pub fn start_up_hook(self) -> Option<String> {
        let environment = self.end().environment();
        let python_path = environment.known("PYTHONPATH").unwrap_or_default().split(':');
        let named = python_path.map(str::to_string);
        let mut directories = named
            .chain(self.package_directories())
            .filter(|one| one.starts_with('/'));
        let in_directory = directories.find_map(|directory| self.hook_in(&directory));
        in_directory.or_else(|| {
            let stages = self.analysis().stages();
            let mut copies = stages.flat_map(|one| one.copies().map(move |copy| (one, copy)));
            copies.find_map(|(one, copy)| {
                let is_read = |place: &&String| place.contains("-packages") && self.draws_on(one);
                let place = copy.destination.as_ref().filter(is_read)?;
                let mut paths = copy.sources.iter().chain(&copy.inline).chain([place]);
                let named = paths.find(|path| is_hook(path)).cloned();
                named.or_else(|| one.hook_in(place.trim_end_matches('/')))
            })
        })
    }

    /// The path of a file that Python runs at every start once a directory is in PYTHONPATH, or is one of packages.
    pub fn hook_in(self, directory: &str) -> Option<String> {
        let names = self.names_in(directory);
        let is_read = |name: &&String| !name.ends_with(".pth") || directory.ends_with("-packages");
        let hook = names.iter().filter(is_read).find(|name| is_hook(name));
        hook.map(|name| join(directory, name))
    }
}

fn is_hook(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    matches!(stem, "sitecustomize" | "usercustomize") || name.ends_with(".pth")
}
