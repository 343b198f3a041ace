using System.Text.Json;
using System.Text.Json.Nodes;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>One rule with its versions: the whole rule as data and in words. Anybody may; drafts those who may publish them.</summary>
public sealed record ShowRule(FindRules.Row Version, JsonNode Rule, Both Words, Both? Note, IReadOnlyList<FindRules.Row> Versions)
{
    public static async Task<Result<ShowRule>> Handle(string code, int? version, Db db, Actor actor, Judge judge, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.ViewRules) is { } no)
        {
            return no;
        }
        var drafts = actor.Scope(IdentificationModule.Publish);
        var versions = (await Rulebook.Read(db, ct)).Of(code).Where(v => v.State != RuleState.Draft || drafts.Contains(v.Jurisdiction)).ToList();
        if ((version is null ? versions.LastOrDefault(v => v.State != RuleState.Draft) ?? versions.LastOrDefault() : versions.Find(v => v.Number == version)) is not { } shown)
        {
            return Problem.Missing("rule.not-found", code);
        }
        var rule = shown.Rule();
        return new ShowRule(FindRules.Of(shown), JsonSerializer.SerializeToNode(rule, Catalogue.Json)!,
            new(RuleText.Full(rule, Language.Chinese, judge.Telling), RuleText.Full(rule, Language.English, judge.Telling)), rule.Note, [.. versions.Select(FindRules.Of)]);
    }
}
