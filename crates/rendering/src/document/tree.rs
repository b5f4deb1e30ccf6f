//! What stands where means what: the tree that readers aloud follow.

/// An element, by its place in [`Tree::elements`].
pub type Id = usize;

/// What an element holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kid {
    /// Another element.
    Element(Id),
    /// Marked content of a page: page from 0, number within the page.
    Content(usize, i32),
}

/// What is said of an element beside its role.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum More {
    #[default]
    Nothing,
    /// What is read aloud in place of a drawing, and where it stands on its page.
    Figure { alt: String, place: [f32; 4] },
    /// Heads its column or its row.
    Heads(&'static str),
}

/// An element.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    pub role: &'static str,
    pub parent: Option<Id>,
    pub kids: Vec<Kid>,
    pub more: More,
}

/// All elements; the first is the document.
#[derive(Debug, Clone)]
pub struct Tree {
    pub elements: Vec<Element>,
}

/// The document's own element.
pub const ROOT: Id = 0;

impl Default for Tree {
    fn default() -> Self {
        let root = Element { role: "Document", parent: None, kids: Vec::new(), more: More::Nothing };
        Self { elements: vec![root] }
    }
}

impl Tree {
    /// Adds an element to `parent`.
    pub fn add(&mut self, parent: Id, role: &'static str, more: More) -> Id {
        let id = self.elements.len();
        self.elements.push(Element { role, parent: Some(parent), kids: Vec::new(), more });
        self.elements[parent].kids.push(Kid::Element(id));
        id
    }
}

/// The role of a heading: the title is 1.
pub fn heading(level: usize) -> &'static str {
    ["H1", "H2", "H3", "H4", "H5", "H6"][level.clamp(1, 6) - 1]
}
