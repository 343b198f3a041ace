using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Analytics.Tests.Soundness;

/// <summary>How often the adjusted probabilities of many draws find what is not there.</summary>
public sealed class FalseFindingsTests
{
    [Fact]
    public void Without_any_effect_false_findings_stay_rare()
    {
        var findings = 0;
        for (var run = 0; run < 200; run++)
        {
            var random = new SeededRandom(8, (ulong)run);
            bool[] treated = [.. Enumerable.Range(0, 60).Select(i => i < 30)];
            Column[] outcomes = [.. Enumerable.Range(0, 6).Select(k => new Column($"y{k}", treated.Select(_ => random.NextNormal()).ToArray()))];
            findings += RomanoWolf.OfDifferences(treated, outcomes, draws: 199, seed: (ulong)run).Hypotheses.Any(h => h.Adjusted <= 0.05) ? 1 : 0;
        }

        findings.ShouldBeLessThan(22);
    }
}
