using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shanhai.Tests.Indicators.Import;

/// <summary>Goes through the pages of an import as a person does: the forms are posted with the values they show.</summary>
internal static partial class Wizard
{
    internal static async Task<HttpResponseMessage> Send(HttpClient client, string name, byte[] content)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await client.Token("/figures/import")), "__RequestVerificationToken" },
            { new ByteArrayContent(content), "file", name },
        };
        return await client.PostAsync("/figures/import", form);
    }

    internal static Task<HttpResponseMessage> Send(HttpClient client, string name, string csv) => Send(client, name, Encoding.UTF8.GetBytes(csv));

    /// <summary>Uploads, and posts the plan as the page shows it: what a person does who agrees with every proposal.</summary>
    internal static Task<string> Checked(HttpClient client, string name, string csv, Dictionary<string, string>? changes = null) =>
        Checked(client, name, Encoding.UTF8.GetBytes(csv), changes);

    internal static async Task<string> Checked(HttpClient client, string name, byte[] content, Dictionary<string, string>? changes = null)
    {
        var sent = await Send(client, name, content);
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()));
        var address = sent.Headers.Location!.OriginalString;
        var answer = await PostShown(client, address, address + "/plan", changes);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        return address;
    }

    /// <summary>Posts the form of a page with the values it shows.</summary>
    internal static async Task<HttpResponseMessage> PostShown(HttpClient client, string page, string action, Dictionary<string, string>? changes = null)
    {
        var html = await client.GetStringAsync(page);
        var form = Regex.Match(html, $"<form[^>]*action=\"{Regex.Escape(action)}\".*?</form>", RegexOptions.Singleline).Value;
        form.ShouldNotBeEmpty(page);
        var fields = Shown(form);
        foreach (var (name, value) in changes ?? [])
        {
            fields[name] = value;
        }
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(action, content);
    }

    internal static Dictionary<string, string> Shown(string form)
    {
        var fields = new Dictionary<string, string>();
        foreach (Match input in Inputs().Matches(form))
        {
            string? Said(string name) => Regex.Match(input.Value, $"\\s{name}=\"([^\"]*)\"") is { Success: true } m ? WebUtility.HtmlDecode(m.Groups[1].Value) : null;
            if (Said("name") is { } field && (Said("type") is not ("checkbox" or "radio") || Regex.IsMatch(input.Value, @"\schecked")))
            {
                fields[field] = Said("value") ?? "";
            }
        }
        foreach (Match select in Selects().Matches(form))
        {
            var chosen = Regex.Match(select.Groups[2].Value, "<option value=\"([^\"]*)\"[^>]*selected");
            fields[select.Groups[1].Value] = chosen.Success ? chosen.Groups[1].Value : Regex.Match(select.Groups[2].Value, "<option value=\"([^\"]*)\"").Groups[1].Value;
        }
        return fields;
    }

    internal static async Task<string> Page(HttpClient client, string address) => WebUtility.HtmlDecode(await client.GetStringAsync(address));

    internal static async Task<decimal?> Value(HttpClient client, string place, string indicator, int year)
    {
        var shown = await client.GetFromJsonAsync<JsonElement>($"/api/v1/places/{place}/figures?indicators={indicator}&from={year}&to={year}");
        var series = shown.GetProperty("indicators");
        return series.GetArrayLength() == 0 ? null : series[0].GetProperty("figures")[0].GetProperty("value").GetDecimal();
    }

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("<select[^>]*?\\sname=\"([^\"]+)\"[^>]*>(.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Selects();
}
