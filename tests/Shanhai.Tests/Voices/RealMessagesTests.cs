using System.Globalization;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Voices;
using Shanhai.Voices.Signals;

namespace Shanhai.Tests.Voices;

/// <summary>Real messages to officials as a test set, where they are at hand (they are not shipped): taken in, searched, likened, counted, and their subjects suggested.</summary>
public sealed class RealMessagesTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private static readonly Dictionary<string, string> Subjects = new()
    {
        ["城乡建设"] = "housing", ["环境保护"] = "environment", ["交通运输"] = "roads", ["教育文体"] = "education", ["劳动和社会保障"] = "labour", ["商贸旅游"] = "business", ["卫生计生"] = "health",
    };

    private const int Burst = 12;

    private sealed record Message(string Text, string Subject, DateOnly On);

    private static List<Message>? Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "../shared/data/citizen-messages-zh/open")))
        {
            folder = folder.Parent;
        }
        if (folder is null)
        {
            return null;
        }
        using var text = new StreamReader(Path.Combine(folder.FullName, "../shared/data/citizen-messages-zh/open/labelled_messages.csv"));
        var rows = CsvReader.Rows(text, ',', "labelled_messages.csv").ToList();
        int At(string name) => Array.FindIndex(rows[0], h => h.Trim('\uFEFF') == name);
        var (subject, body, level, at) = (At("subject"), At("body"), At("level1"), At("created_at"));
        return [.. rows.Skip(1).Select(r => new Message($"{r[subject]}。{r[body]}", Subjects[r[level]], DateOnly.Parse(r[at][..10], CultureInfo.InvariantCulture))).OrderBy(m => m.On)];
    }

    [Fact]
    public async Task They_are_taken_in_found_likened_and_looked_through_for_themes()
    {
        var messages = Read();
        Assert.SkipWhen(messages is null, "../shared/data/citizen-messages-zh/open is not here");
        // The law that sets the clocks is younger than the messages: they are taken in as of the last two years, in their order.
        messages = [.. messages!.Select((m, i) => m with { On = ChinaDay.Today(county.Clock).AddDays(-700 + 699 * i / messages!.Count) })];
        var clerk = await county.Acting(Role.Clerk, VoiceCounty.PetitionOffice);
        foreach (var (message, i) in messages.Select((m, i) => (m, i)))
        {
            var text = message.Text.Length > Voice.LongestText ? message.Text[..Voice.LongestText] : message.Text;
            await county.File(clerk, new { kind = "appeal", category = message.Subject, place = new PlaceCode(VoiceCounty.Village.Value + i % 2).ToString(), text, channel = "letter", receivedOn = message.On.ToString("O", CultureInfo.InvariantCulture) });
        }

        (await county.Ask(db => db.VoiceWords.CountAsync())).ShouldBe(messages.Count);
        foreach (var word in new[] { "公交", "医院", "噪音", "教师编制", "社保" })
        {
            var expected = messages.Count(m => SearchGrams.Folded(m.Text).Contains(word, StringComparison.Ordinal));
            var found = (await clerk.GetFromJsonAsync<Page<FindVoices.Row>>($"/api/v1/voices?size=200&text={Uri.EscapeDataString(word)}", VoiceCounty.Web))!;
            found.Rows.Count.ShouldBe(expected, word);
        }
        var one = messages[^40];
        var retold = one.Text[(one.Text.Length / 5)..];
        var like = await (await clerk.PostAsJsonAsync("/api/v1/voices/similar", new { text = retold, place = VoiceCounty.Village.ToString(), on = one.On.ToString("O", CultureInfo.InvariantCulture) })).Content.ReadFromJsonAsync<Page<SimilarVoices.Row>>(VoiceCounty.Web);
        one.Text.ShouldStartWith(like!.Rows[0].Excerpt.TrimEnd('…')[..10]);
        // Among them a rise that is known to be one: without it, finding nothing would do.
        for (var i = 1; i <= Burst; i++)
        {
            await county.File(clerk, new { kind = "appeal", category = "water-power", place = VoiceCounty.Village.ToString(), text = $"第{i}户：自来水发黄有异味。", channel = "letter", receivedOn = messages[^1].On.ToString("O", CultureInfo.InvariantCulture) });
        }
        await county.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            var signals = await MakeSignals.Find(SignalRule.Read(), await services.GetRequiredService<CurrentRegister>().Read(db, default), db, messages[^1].On.AddDays(1), county.Clock, default);
            signals.ShouldContain(s => s.Family == SignalFamily.Subject && s.Category == "water-power" && s.Place == VoiceCounty.County && s.Count == Burst);
            signals.ShouldAllBe(s => s.Count >= 5 && s.Adjusted <= 0.05);
        });
    }

    [Fact]
    public void Subjects_suggested_for_messages_that_were_never_learnt_are_right_far_more_often_than_the_largest_class()
    {
        var messages = Read();
        Assert.SkipWhen(messages is null, "../shared/data/citizen-messages-zh/open is not here");
        var cut = messages!.Count * 7 / 10;
        var model = RoutingModel.Learn(messages[..cut].Select(m => (m.Text, m.Subject)));

        var right = messages[cut..].Count(m => model.Classify(m.Text)[0].Subject == m.Subject);
        var largest = messages[..cut].GroupBy(m => m.Subject).MaxBy(g => g.Count())!.Key;

        right.ShouldBeGreaterThan(2 * messages[cut..].Count(m => m.Subject == largest));
    }
}
