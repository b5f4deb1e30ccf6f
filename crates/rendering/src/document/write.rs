//! Pages and tree as the objects of a file.

use super::Document;
use super::paper::{HEIGHT, Paper, WIDTH};
use super::tree::{Element, Kid, More, Tree};
use crate::pdf::{BEHIND_FONTS, PdfError, embed_fonts, name_fonts, packed};
use language::Language;
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, TextStr};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const TREE: Ref = Ref::new(4);
const METADATA: Ref = Ref::new(5);

/// Which number an object has.
struct Numbers {
    pages: i32,
}

impl Numbers {
    fn page(i: usize) -> Ref {
        Ref::new(BEHIND_FONTS + 2 * i as i32)
    }

    fn content(i: usize) -> Ref {
        Ref::new(BEHIND_FONTS + 2 * i as i32 + 1)
    }

    fn element(&self, i: usize) -> Ref {
        Ref::new(BEHIND_FONTS + 2 * self.pages + i as i32)
    }
}

/// The file.
pub fn written(document: &Document, paper: Paper) -> Result<Vec<u8>, PdfError> {
    let Paper { sheets, tree, .. } = paper;
    let numbers = Numbers { pages: sheets.len() as i32 };
    let title = super::flow::clean(&document.title);
    let mut pdf = Pdf::new();
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(PAGES).lang(TextStr(tag())).metadata(METADATA);
    catalog.mark_info().marked(true);
    catalog.viewer_preferences().display_doc_title(true);
    catalog.pair(Name(b"StructTreeRoot"), TREE);
    catalog.finish();
    pdf.pages(PAGES).kids((0..sheets.len()).map(Numbers::page)).count(numbers.pages);
    embed_fonts(&mut pdf)?;
    let mut marked = Vec::new();
    for (i, sheet) in sheets.into_iter().enumerate() {
        let mut page = pdf.page(Numbers::page(i));
        page.parent(PAGES).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(Numbers::content(i));
        page.struct_parents(i as i32);
        page.pair(Name(b"Tabs"), Name(b"S"));
        name_fonts(&mut page);
        page.finish();
        pdf.stream(Numbers::content(i), &packed(&sheet.content.finish())).filter(Filter::FlateDecode);
        marked.push(sheet.marked);
    }
    structure(&mut pdf, &numbers, &tree, &marked);
    let mut info = pdf.document_info(INFO);
    info.title(TextStr(&title)).subject(TextStr(&document.subject)).creator(TextStr(&document.creator));
    info.finish();
    pdf.metadata(METADATA, metadata(&title, &document.creator).as_bytes());
    Ok(pdf.finish())
}

/// The tree, and for each page whose its contents are.
fn structure(pdf: &mut Pdf, numbers: &Numbers, tree: &Tree, marked: &[Vec<usize>]) {
    let mut root = pdf.indirect(TREE).dict();
    root.pair(Name(b"Type"), Name(b"StructTreeRoot")).pair(Name(b"K"), numbers.element(0));
    let mut parents = root.insert(Name(b"ParentTree")).dict();
    let mut pages = parents.insert(Name(b"Nums")).array();
    for (page, elements) in marked.iter().enumerate() {
        pages.item(page as i32);
        pages.push().array().items(elements.iter().map(|element| numbers.element(*element)));
    }
    pages.finish();
    parents.finish();
    root.pair(Name(b"ParentTreeNextKey"), numbers.pages);
    root.finish();
    for (i, element) in tree.elements.iter().enumerate() {
        one(pdf, numbers, i, element);
    }
}

fn one(pdf: &mut Pdf, numbers: &Numbers, i: usize, element: &Element) {
    let mut dict = pdf.indirect(numbers.element(i)).dict();
    dict.pair(Name(b"Type"), Name(b"StructElem")).pair(Name(b"S"), Name(element.role.as_bytes()));
    dict.pair(Name(b"P"), element.parent.map_or(TREE, |parent| numbers.element(parent)));
    let mut kids = dict.insert(Name(b"K")).array();
    for kid in &element.kids {
        match kid {
            Kid::Element(id) => {
                kids.item(numbers.element(*id));
            }
            Kid::Content(page, number) => {
                let mut content = kids.push().dict();
                content.pair(Name(b"Type"), Name(b"MCR")).pair(Name(b"Pg"), Numbers::page(*page));
                content.pair(Name(b"MCID"), *number);
            }
        }
    }
    kids.finish();
    match &element.more {
        More::Nothing => {}
        More::Figure { alt, place } => {
            dict.pair(Name(b"Alt"), TextStr(alt));
            let mut attributes = dict.insert(Name(b"A")).dict();
            let [left, bottom, right, top] = *place;
            attributes.pair(Name(b"O"), Name(b"Layout")).pair(Name(b"Placement"), Name(b"Block"));
            attributes.pair(Name(b"BBox"), Rect::new(left, bottom, right, top));
        }
        More::Heads(what) => {
            let mut attributes = dict.insert(Name(b"A")).dict();
            attributes.pair(Name(b"O"), Name(b"Table")).pair(Name(b"Scope"), Name(what.as_bytes()));
        }
    }
}

/// The language of the document's words.
fn tag() -> &'static str {
    match language::spoken() {
        Language::Nb => "nb-NO",
        Language::Nn => "nn-NO",
        Language::En => "en",
    }
}

/// Title and program once more, for programs that file documents.
fn metadata(title: &str, creator: &str) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\
         <dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\
         <xmp:CreatorTool>{}</xmp:CreatorTool></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>",
        escaped(title),
        tag(),
        escaped(creator)
    )
}
