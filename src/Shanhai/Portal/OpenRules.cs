using System.Runtime.CompilerServices;
using System.Text.Json;
using Shanhai.Identification;
using Shanhai.Indicators;

namespace Shanhai.Portal;

/// <summary>By what places are judged: every rule that is or was in force, in words and as data. Drafts are nobody's rule yet.</summary>
internal static class OpenRules
{
    public static readonly OpenFile File = new(
        "rules",
        [
            new("rule", Key: true), new("version", FieldKind.Whole, Key: true), new("name_zh", Width: 28), new("name_en", Width: 28), new("jurisdiction"), new("from"), new("to"), new("state"),
            new("basis", Width: 40), new("needs_confirmation", FieldKind.YesNo), new("words_zh", Width: 60), new("words_en", Width: 60), new("data", FieldKind.Nested, Width: 60),
        ],
        OpenFile.Tables, OpenFile.Program, Rows);

    private static async IAsyncEnumerable<object?[]> Rows(IServiceProvider services, [EnumeratorCancellation] CancellationToken ct)
    {
        var telling = services.GetRequiredService<Judge>().Telling;
        foreach (var version in (await Rulebook.Read(services.GetRequiredService<Db>(), ct)).Versions.Where(v => v.State != RuleState.Draft))
        {
            var rule = version.Rule();
            yield return
            [
                version.Code, version.Number, rule.Name.Zh, rule.Name.En, version.Jurisdiction.ToString(), version.From.ToString(), version.To?.ToString(),
                version.State == RuleState.InForce ? "in-force" : "ended", rule.Basis, rule.Mark.NeedsConfirmation,
                RuleText.Full(rule, Language.Chinese, telling), RuleText.Full(rule, Language.English, telling), JsonSerializer.SerializeToElement(rule, Catalogue.Json),
            ];
        }
    }
}
