//! The API described (`OpenAPI` 3.1): paths and answers from the handlers and their types, options and columns from the
//! registries that pages and import read. Nothing of it is written by hand beside the code.

use super::paging::{PAGE, PAGES, SIZE, SIZES, USUAL};
use super::query;
use super::{answers, lists, views};
use app::exports::{Choice, Entry, FIGURES, Form, TABLES};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use import::Need;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use vocabulary::Dataset;

/// Values that go together.
const EXAMPLES: [(&str, &str); 2] = [("fra", "2024-01-01"), ("til", "2024-06-30")];

#[derive(OpenApi)]
#[openapi(
    paths(
        lists::index,
        whole,
        lists::edition,
        lists::measures,
        lists::catalogue,
        lists::tables,
        views::table,
        lists::figures,
        views::figure
    ),
    components(schemas(answers::Problem, answers::Chart, answers::Pages, answers::Taken))
)]
struct Described;

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", security(()), responses((status = 200, body = Object)))]
pub async fn whole(uri: Uri) -> Response {
    if let Err(refusal) = query::none(&uri) {
        return refusal;
    }
    ([(header::CONTENT_TYPE, "application/json")], described().to_string()).into_response()
}

/// The whole description.
pub fn described() -> Value {
    let mut whole = serde_json::to_value(Described::openapi()).unwrap_or_default();
    whole["info"] = json!({
        "title": "KADpuls",
        "version": app::exports::program(),
        "description": "Figures on municipal acute beds as the pages show them, and rows from record systems. \
            Small numbers are hidden whoever asks. See docs/API.md.",
        "license": { "name": "MIT", "identifier": "MIT" },
    });
    whole["servers"] = json!([{ "url": "/" }]);
    whole["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "description": "Made on the page Konto: kadpuls_…" },
        "session": { "type": "apiKey", "in": "cookie", "name": "kadpuls", "description": "Reading only" },
    });
    whole["security"] = json!([{ "token": [] }, { "session": [] }]);
    if let Some(schemas) = whole["components"]["schemas"].as_object_mut() {
        schemas.iter_mut().filter(|(name, _)| *name != "Problem").for_each(|(_, schema)| close(schema));
    }
    if let Some(paths) = whole["paths"].as_object_mut() {
        for (path, item) in paths.iter_mut() {
            read(path, &mut item["get"]);
        }
        for dataset in Dataset::ALL {
            paths.insert(format!("/api/v1/{}", dataset.code()), json!({ "post": sent(*dataset) }));
        }
    }
    whole
}

/// Nothing is sent that isn't described.
fn close(schema: &mut Value) {
    if schema["properties"].is_object() && schema["additionalProperties"].is_null() {
        schema["additionalProperties"] = json!(false);
    }
}

/// What the handler of an address doesn't say itself: its options, and why it refuses.
fn read(path: &str, operation: &mut Value) {
    let (mut parameters, mut refusals) = (Vec::new(), vec![400, 429]);
    let is_open = path.ends_with("openapi.json");
    if !is_open {
        refusals.extend([401, 403, 406, 503]);
        parameters.push(json!({
            "name": "If-None-Match", "in": "header", "description": "The ETag of the answer that you have",
            "schema": { "type": "string" },
        }));
        operation["responses"]["304"] = json!({ "description": "You have it already: If-None-Match" });
        operation["responses"]["200"]["headers"] = json!({
            "ETag": { "description": "Changes with the data", "schema": { "type": "string" } },
        });
    }
    if path.ends_with("{navn}") {
        refusals.push(404);
        let with_tables = path.contains("tabeller");
        let entries: Vec<&Entry> = FIGURES.iter().chain(if with_tables { TABLES } else { &[] }).collect();
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id).collect();
        parameters.push(json!({
            "name": "navn", "in": "path", "required": true, "schema": { "type": "string", "enum": ids },
            "example": "belegg-maaned",
        }));
        parameters.extend(options(&entries));
        operation["responses"]["200"]["headers"]["Link"] = json!({
            "description": "The other pages (RFC 8288): first, prev, next, last", "schema": { "type": "string" },
        });
    }
    operation["parameters"] = json!(parameters);
    refuse(operation, &refusals);
}

/// Every option of these views, and which page of a table is wanted. A view takes those of its page, no others.
fn options(entries: &[&Entry]) -> Vec<Value> {
    let mut choices: Vec<&Choice> = Vec::new();
    for choice in entries.iter().flat_map(|entry| entry.page.choices()) {
        if !choices.iter().any(|other| other.name == choice.name) {
            choices.push(choice);
        }
    }
    let mut parameters: Vec<Value> = choices
        .iter()
        .map(|choice| {
            let same = entries.iter().flat_map(|entry| entry.page.choices());
            let forms: Vec<Form> =
                same.filter(|other| other.name == choice.name).map(|other| other.form).collect();
            let mut parameter = json!({
                "name": choice.name, "in": "query", "schema": form(&forms),
                "description": format!("{}: {}", choice.label, choice.form.words()),
            });
            if let Some((_, value)) = EXAMPLES.iter().find(|(name, _)| *name == choice.name) {
                parameter["example"] = json!(value);
            }
            parameter
        })
        .collect();
    for (name, bounds, usual) in [(PAGE, PAGES, 1), (SIZE, SIZES, USUAL)] {
        parameters.push(json!({
            "name": name, "in": "query",
            "description": if name == PAGE { "Which page of the rows" } else { "Rows on a page" },
            "schema": {
                "type": "integer", "minimum": bounds.start(), "maximum": bounds.end(), "default": usual,
            },
        }));
    }
    parameters
}

/// The schema of a value; an empty one says nothing. An option that several pages have may be written in several forms.
fn form(forms: &[Form]) -> Value {
    let mut codes = vec![String::new()];
    for form in forms {
        match form {
            Form::Text => return json!({ "type": "string", "maxLength": app::exports::LONGEST }),
            Form::Day => {
                let pattern = r"^(|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})$";
                return json!({ "type": "string", "pattern": pattern });
            }
            Form::Month => return json!({ "type": "string", "pattern": r"^(|[0-9]{4}-[0-9]{2})$" }),
            Form::Municipality => return json!({ "type": "string", "pattern": r"^(|[0-9]{4})$" }),
            Form::Amount => {
                return json!({ "type": "string", "pattern": r"^(|[0-9]+([.,][0-9]+)?)$" });
            }
            Form::SomeOf(some) => {
                let one = some().join("|");
                return json!({ "type": "string", "pattern": format!("^(|({one})(,({one}))*)$") });
            }
            Form::OneOf(some) => codes.extend(some().into_iter().map(str::to_owned)),
            Form::Order(some) => {
                codes.extend(some().into_iter().flat_map(|code| [code.to_owned(), format!("-{code}")]));
            }
        }
    }
    codes.sort();
    codes.dedup();
    json!({ "type": "string", "enum": codes })
}

/// Rows of a kind of data.
fn sent(dataset: Dataset) -> Value {
    let rows = |schema: Value| json!({ "schema": schema });
    let mut operation = json!({
        "operationId": format!("send_{}", dataset.code()),
        "summary": format!("Rows: {}", dataset.label()),
        "description": "Checked first, and taken in whole or not at all.",
        "security": [{ "token": [] }],
        "parameters": [{
            "name": "proev", "in": "query", "description": "ja: check and take nothing in",
            "schema": { "type": "string", "enum": ["ja"] },
        }],
        "requestBody": {
            "required": true,
            "content": {
                "application/json": rows(json!({ "type": "array", "minItems": 1, "items": row(dataset) })),
                "text/csv": rows(json!({ "type": "string" })),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
            },
        },
        "responses": {
            "200": {
                "description": "What became of the rows",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Tatt_inn" } } },
            },
        },
    });
    refuse(&mut operation, &[400, 401, 403, 413, 415, 422, 429, 503]);
    operation
}

/// A row with the columns of the import file. Other columns are not read.
fn row(dataset: Dataset) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for column in import::columns(dataset) {
        let mut types = vec!["string", "number", "boolean"];
        if column.need == Need::Required {
            required.push(column.name);
        } else {
            types.push("null");
        }
        let description = format!("{}. {}", column.norwegian, column.format.norwegian());
        properties.insert(column.name.to_owned(), json!({ "type": types, "description": description }));
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

/// The errors of an operation.
fn refuse(operation: &mut Value, statuses: &[u16]) {
    for status in statuses {
        let why = match status {
            400 => "Something in the address or the body can't be understood, or has no such option",
            401 => "No token, or one that is unknown, over or taken away",
            403 => "Not for this account",
            404 => "No such name, or the view doesn't have it",
            406 => "Only application/json is sent",
            413 => "Too large: split it",
            415 => "Another Content-Type",
            429 => "Too many requests: wait as many seconds as Retry-After says",
            422 => "Rows have faults; nothing was taken in",
            _ => "The fault is ours: try again later",
        };
        operation["responses"][status.to_string()] = json!({
            "description": why,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
    }
}
