//! Holds a value against a schema: as much of JSON Schema as the description uses, and nothing passed over.

use serde_json::Value;

const KNOWN: [&str; 17] = [
    "$ref",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "oneOf",
    "description",
    "format",
    "minimum",
    "maximum",
    "propertyNames",
    "minItems",
    "title",
    "pattern",
    "const",
];

/// Panics where `value` isn't what `schema` says.
pub fn check(whole: &Value, schema: &Value, value: &Value, at: &str) {
    if let Err(why) = fault(whole, schema, value, at) {
        panic!("{why}");
    }
}

fn fault(whole: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let Some(said) = schema.as_object() else { return Err(format!("{at}: no schema")) };
    if let Some(unknown) = said.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        return Err(format!("{at}: this test doesn't know «{unknown}»"));
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let found = whole.pointer(reference.trim_start_matches('#')).ok_or(format!("{at}: {reference}"))?;
        return fault(whole, found, value, at);
    }
    if let Some(some) = schema["oneOf"].as_array() {
        let fitting = some.iter().filter(|one| fault(whole, one, value, at).is_ok()).count();
        return if fitting == 1 { Ok(()) } else { Err(format!("{at}: fits {fitting} of {schema}: {value}")) };
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |of: &str| match of {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    if !types.is_empty() && !types.iter().any(|of| is(of)) {
        return Err(format!("{at}: {value} is none of {types:?}"));
    }
    if let Some(some) = schema["enum"].as_array().filter(|some| !some.contains(value)) {
        return Err(format!("{at}: {value} is none of {some:?}"));
    }
    if let Some(members) = value.as_object() {
        let properties = schema["properties"].as_object();
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(name) {
                return Err(format!("{at}: no «{name}»"));
            }
        }
        for (name, member) in members {
            let at = format!("{at}.{name}");
            match properties.and_then(|properties| properties.get(name)) {
                Some(schema) => fault(whole, schema, member, &at)?,
                None if schema["additionalProperties"] == false => {
                    return Err(format!("{at} isn't described"));
                }
                None if schema["additionalProperties"].is_object() => {
                    fault(whole, &schema["additionalProperties"], member, &at)?;
                }
                None => {}
            }
        }
    }
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        if !schema["items"].is_null() {
            fault(whole, &schema["items"], item, &format!("{at}[{place}]"))?;
        }
    }
    Ok(())
}

#[test]
fn what_is_not_described_is_noticed() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": { "a": { "type": ["string", "null"] }, "b": { "type": "array", "items": { "enum": [1] } } },
    });
    let fits = |value: Value| fault(&Value::Null, &schema, &value, "").is_ok();
    assert!(fits(serde_json::json!({ "a": null, "b": [1, 1] })));
    for wrong in [
        serde_json::json!({}),
        serde_json::json!([]),
        serde_json::json!({ "a": 1 }),
        serde_json::json!({ "a": "", "c": 1 }),
        serde_json::json!({ "a": "", "b": [2] }),
    ] {
        assert!(!fits(wrong.clone()), "{wrong}");
    }
}
