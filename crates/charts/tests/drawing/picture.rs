//! Reads a drawn SVG back and checks what must hold of every picture.

use charts::{Chart, Sheet, Svg};
use roxmltree::{Document, Node};

/// A parsed picture.
pub struct Picture {
    pub source: String,
}

/// Draws `chart` and checks what must hold of every chart.
pub fn picture(chart: &impl Chart) -> Picture {
    checked(chart.draw(), chart)
}

/// The same for the exported file.
pub fn file(chart: &impl Chart, source: &str) -> Picture {
    checked(chart.draw_file(&Sheet::of(source)), chart)
}

fn checked(svg: Svg, chart: &impl Chart) -> Picture {
    let picture = Picture { source: svg.into_string() };
    picture.document(|root| {
        assert_eq!(root.tag_name().name(), "svg");
        assert_eq!(root.attribute("role"), Some("img"));
        let [title, desc] = ["title", "desc"].map(|name| child(root, name));
        assert_eq!(title.text().unwrap_or_default(), chart.frame().title);
        assert!(desc.text().unwrap_or_default().starts_with(&chart.frame().finding));
        let ids = [title, desc].map(|node| node.attribute("id").expect("an id")).join(" ");
        assert_eq!(root.attribute("aria-labelledby"), Some(ids.as_str()));
        let [left, top, width, height] = view_box(root);
        for (x, y) in places(root) {
            let inside = (left - 0.05..=left + width + 0.05).contains(&x)
                && (top - 0.05..=top + height + 0.05).contains(&y);
            assert!(inside, "({x}, {y}) is outside {width} × {height} in {}", picture.source);
        }
    });
    picture
}

fn child<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Node<'a, 'd> {
    node.children().find(|child| child.has_tag_name(("http://www.w3.org/2000/svg", name))).expect("a child")
}

/// Left, top, width, height.
fn view_box(root: Node) -> [f64; 4] {
    numbers(root.attribute("viewBox").expect("a view box")).try_into().expect("four numbers")
}

/// All corners of all marks and all places of texts.
fn places(root: Node) -> Vec<(f64, f64)> {
    let mut out = Vec::new();
    for node in root.descendants() {
        if let Some(d) = node.attribute("d") {
            out.extend(path(d).into_iter().flatten());
        }
        if let (Some(x), Some(y)) = (node.attribute("x"), node.attribute("y")) {
            out.push((x.parse().expect("a number"), y.parse().expect("a number")));
        }
    }
    out
}

fn numbers(text: &str) -> Vec<f64> {
    let mut parts: Vec<String> = Vec::new();
    for c in text.chars() {
        let last = parts.last();
        let begins = match c {
            '-' => true,
            '.' => last.is_none_or(|last| last.contains('.') || last.is_empty()),
            ' ' | ',' => {
                parts.push(String::new());
                continue;
            }
            _ => last.is_none(),
        };
        if begins && !last.is_some_and(String::is_empty) {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    let parsed = parts.iter().filter(|part| !part.is_empty());
    parsed.map(|part| part.parse().unwrap_or_else(|_| panic!("{part} in {text}"))).collect()
}

/// The corners of each subpath.
pub fn path(d: &str) -> Vec<Vec<(f64, f64)>> {
    let mut subpaths: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut at = (0.0, 0.0);
    let mut rest = d;
    while let Some(command) = rest.chars().next() {
        let end = rest[1..].find(char::is_alphabetic).map_or(rest.len(), |i| i + 1);
        let values = numbers(&rest[1..end]);
        rest = &rest[end..];
        assert!(values.iter().all(|v| v.is_finite()));
        let steps: Vec<(f64, f64)> = match command {
            'M' => {
                subpaths.push(Vec::new());
                at = (0.0, 0.0);
                vec![(values[0], values[1])]
            }
            'm' => {
                subpaths.push(Vec::new());
                vec![(values[0], values[1])]
            }
            // As files have them: absolute, curves by their ends.
            'L' | 'C' => {
                at = (0.0, 0.0);
                vec![(values[values.len() - 2], values[values.len() - 1])]
            }
            'Z' => Vec::new(),
            'l' => values.chunks(2).map(|pair| (pair[0], pair[1])).collect(),
            'h' => vec![(values[0], 0.0)],
            'v' => vec![(0.0, values[0])],
            'a' => vec![(values[5], values[6])],
            'z' => {
                at = subpaths.last().expect("M comes first")[0];
                Vec::new()
            }
            other => panic!("command {other} in {d}"),
        };
        for step in steps {
            at = (at.0 + step.0, at.1 + step.1);
            subpaths.last_mut().expect("M comes first").push(at);
        }
    }
    subpaths
}

impl Picture {
    fn document<T>(&self, read: impl FnOnce(Node) -> T) -> T {
        let document = Document::parse(&self.source).unwrap_or_else(|e| panic!("{e}: {}", self.source));
        read(document.root_element())
    }

    /// The view box's height.
    pub fn height(&self) -> f64 {
        self.document(|root| view_box(root)[3])
    }

    /// An attribute of the root element.
    pub fn root(&self, name: &str) -> Option<String> {
        self.document(|root| root.attribute(name).map(str::to_owned))
    }

    /// Everything written, in order, without hover texts.
    pub fn texts(&self) -> Vec<String> {
        self.document(|root| {
            let texts = root.descendants().filter(|node| node.tag_name().name() == "text");
            let own = |node: Node| {
                let parts: Vec<&str> =
                    node.children().filter(Node::is_text).filter_map(|n| n.text()).collect();
                parts.concat().replace('\u{a0}', " ")
            };
            texts.map(own).collect()
        })
    }

    /// Hover texts of cut labels.
    pub fn hovers(&self) -> Vec<String> {
        self.document(|root| {
            let titles =
                root.descendants().filter(|n| n.tag_name().name() == "title" && n.parent() != Some(root));
            titles.filter_map(|node| node.text()).map(str::to_owned).collect()
        })
    }

    /// Subpaths of the marks with both classes.
    pub fn marks(&self, kind: &str, role: &str) -> Vec<Vec<(f64, f64)>> {
        let class = format!("{kind} {role}");
        self.document(|root| {
            let nodes = root.descendants().filter(|node| node.attribute("class") == Some(class.as_str()));
            nodes.filter_map(|node| node.attribute("d")).flat_map(path).collect()
        })
    }

    /// Whether it says that there is nothing to show, and shows nothing.
    pub fn is_empty(&self) -> bool {
        let empty = self.texts() == ["Ingen data i perioden"];
        assert!(!empty || self.root("data-n").is_none());
        empty
    }
}
