using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using System.Xml;

namespace Shanhai.Voices.Open311;

/// <summary>One thing with named values in their order; a value is a word, a number, yes or no, nothing, or <see cref="Many"/>.</summary>
internal sealed class Fields : List<(string Name, object? Value)>
{
    public void Add(string name, object? value) => Add((name, value));
}

/// <summary>A list within a thing: in XML each stands under its own name, in JSON they are an array.</summary>
internal sealed record Many(string Item, IReadOnlyList<object> All);

/// <summary>
/// What GeoReport answers, once for XML and once for JSON: a list of things under a root (JSON: an array), or one thing alone (JSON: an object).
/// </summary>
internal sealed record Answer(string Root, Many Items, Fields? One = null, int Status = 200) : IResult
{
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public bool Json { get; init; }

    public static Answer List(string root, string item, IEnumerable<Fields> all, int status = 200) => new(root, new(item, [.. all]), null, status);

    public static Answer Single(string root, Fields one) => new(root, new("", []), one);

    public static Answer Error(int status, params IEnumerable<string> said) =>
        List("errors", "error", said.Select(s => new Fields { { "code", status.ToString(CultureInfo.InvariantCulture) }, { "description", s } }), status);

    public static string Instant(DateTimeOffset at) => at.ToOffset(ChinaDay.Offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.StatusCode, response.ContentType) = (Status, Json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8");
        using var bytes = new MemoryStream();
        if (Json)
        {
            using var json = new Utf8JsonWriter(bytes, Written);
            Write(json, One is null ? Items : One);
        }
        else
        {
            using var xml = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false), CheckCharacters = false });
            xml.WriteStartElement(Root);
            Write(xml, One is null ? Items : One);
            xml.WriteEndElement();
        }
        bytes.Position = 0;
        await bytes.CopyToAsync(response.Body, httpContext.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case Fields fields:
                json.WriteStartObject();
                foreach (var (name, inner) in fields)
                {
                    json.WritePropertyName(name);
                    Write(json, inner);
                }
                json.WriteEndObject();
                break;
            case Many many:
                json.WriteStartArray();
                foreach (var inner in many.All)
                {
                    Write(json, inner);
                }
                json.WriteEndArray();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(value as string);
                break;
        }
    }

    private static void Write(XmlWriter xml, object? value)
    {
        switch (value)
        {
            case Fields fields:
                foreach (var (name, inner) in fields)
                {
                    xml.WriteStartElement(name);
                    Write(xml, inner);
                    xml.WriteEndElement();
                }
                break;
            case Many many:
                foreach (var inner in many.All)
                {
                    xml.WriteStartElement(many.Item);
                    Write(xml, inner);
                    xml.WriteEndElement();
                }
                break;
            case bool truth:
                xml.WriteString(truth ? "true" : "false");
                break;
            case IFormattable number:
                xml.WriteString(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case string text:
                // What XML cannot hold (a control sign pasted into a text) would end the whole answer.
                xml.WriteString(new string([.. text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))]));
                break;
        }
    }
}
