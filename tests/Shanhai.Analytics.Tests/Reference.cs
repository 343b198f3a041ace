using System.Collections.Concurrent;
using System.Text.Json;

namespace Shanhai.Analytics.Tests;

/// <summary>A value of a reference case. Each number that a test takes out of it is entered in a ledger, so that a number which no test looks at is found.</summary>
internal readonly struct Reference(JsonElement element, string oracle, string path)
{
    private static readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> Ledger = [];

    public JsonValueKind ValueKind => element.ValueKind;

    public Reference this[int i] => new(element[i], oracle, $"{path}[{i}]");

    public Reference GetProperty(string name) => new(element.GetProperty(name), oracle, $"{path}.{name}");

    public bool TryGetProperty(string name, out Reference value)
    {
        var found = element.TryGetProperty(name, out var inner);
        value = new(inner, oracle, $"{path}.{name}");
        return found;
    }

    public IEnumerable<(string Name, Reference Value)> EnumerateObject()
    {
        var (of, at) = (oracle, path);
        return element.EnumerateObject().Select(p => (p.Name, new Reference(p.Value, of, $"{at}.{p.Name}")));
    }

    public IEnumerable<Reference> EnumerateArray()
    {
        var (of, at) = (oracle, path);
        return element.EnumerateArray().Select((e, i) => new Reference(e, of, $"{at}[{i}]"));
    }

    public int GetArrayLength() => element.GetArrayLength();

    public double GetDouble() => Entered().GetDouble();

    public int GetInt32() => Entered().GetInt32();

    public long GetInt64() => Entered().GetInt64();

    public bool GetBoolean() => element.GetBoolean();

    public string? GetString() => element.GetString();

    public string GetRawText() => element.GetRawText();

    /// <summary>All numbers of the value, by their path.</summary>
    public static IEnumerable<string> Numbers(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Numbers(p.Value, $"{path}.{p.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((e, i) => Numbers(e, $"{path}[{i}]")),
        JsonValueKind.Number => [path],
        _ => [],
    };

    public static bool IsEntered(string oracle, string path) => Ledger.TryGetValue(oracle, out var paths) && paths.ContainsKey(path);

    private JsonElement Entered()
    {
        Ledger.GetOrAdd(oracle, _ => [])[path] = true;
        return element;
    }
}
