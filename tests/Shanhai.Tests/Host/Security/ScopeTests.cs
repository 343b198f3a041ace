using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Host.Security;

/// <summary>
/// Nothing of a place outside a person's scope reaches her by any route: not in a body, a count, a suggestion or an export. Two ways
/// to see it, over random trees, people and grants: no planted word from outside stands in any answer; and planting more outside
/// changes no byte of any answer.
/// </summary>
public sealed partial class ScopeTests(App app) : IClassFixture<App>
{
    private static readonly int Rounds = TestDatabase.IsSqlite ? 5 : 3;
    private static int _word;

    [Fact]
    public void Every_route_of_the_program_stands_in_the_scope_test()
    {
        var listed = Route.All.Select(r => r.ToString()).ToHashSet();
        var found = Route.Found(app);

        found.Where(f => !listed.Contains(f)).ShouldBeEmpty("these routes are not in the scope test; add them to Routes.cs");
        listed.Where(l => !found.Contains(l)).ShouldBeEmpty("these routes are listed in Routes.cs and exist no more");
    }

    [Fact]
    public async Task No_answer_holds_or_depends_on_anything_outside_the_scope()
    {
        await Gen.Int[1, int.MaxValue].SampleAsync(seed => Round(new Tree(seed)), iter: Rounds, threads: 1);
    }

    private async Task Round(Tree tree)
    {
        await Settle(tree.Places);
        var words = new List<(Planted What, PlaceCode Place, string Word)>();
        foreach (var place in tree.Places)
        {
            words.AddRange(await Plant(place));
        }
        var (role, root) = (tree.Role, tree.Root);
        var client = await app.SignedIn(role, root);
        var actor = new Actor(null, "", Door.Web, [new(role, root)], Composition.Access);
        var world = await Now(tree.Places);
        // Which actions cover a village is told to whoever keeps its needs, whoever's action it is; to nobody else.
        bool IsToldActions(string address) => role is Role.Officer or Role.Clerk or Role.Helper && PageOfPlace().Match(address) is { Success: true } page && root.Contains(PlaceCode.Parse(page.Groups[1].Value, null));

        // Tables held in memory look for what was written twice a second: the first reading is of all that was planted.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var before = await AskAll(client, world, IsToldActions);
        foreach (var (address, body) in before)
        {
            foreach (var (what, place, word) in words)
            {
                if (!May(actor, what, place) && !MayBeAsked(actor, what, place, address))
                {
                    body.ShouldNotContain(word, customMessage: $"{address} shows {role} at {root} what lies at {place} ({what.Verb})");
                }
            }
        }

        var more = new List<(Planted What, PlaceCode Place, string Word)>();
        foreach (var place in tree.Places.Where(p => Planted.All.All(w => !May(actor, w, p))))
        {
            more.AddRange(await Plant(place));
        }
        foreach (var (address, body) in await AskAll(client, world, IsToldActions))
        {
            if (actor.May(JournalModule.View) && address.Contains("/journal"))
            {
                // Her own reading stands in the journal too, so two answers are never the same.
                more.ShouldAllBe(m => !body.Contains(m.Word), $"{address} shows {role} at {root} what was added outside her scope");
                continue;
            }
            // What was added stays; what differs only once came from somewhere else, such as a table that was read anew.
            (body == before[address] || await Answer(client, address, IsToldActions) == before[address]).ShouldBeTrue($"{address} tells {role} at {root} that something was added outside her scope: {Difference(before[address], body)}");
        }
    }

    /// <summary>An auditor reads in the journal of her places who did what by which document, also where the figures themselves are not for her.</summary>
    private static bool May(Actor actor, Planted what, PlaceCode place) => actor.Scope(what.Verb).Contains(place) || actor.Scope(JournalModule.View).Contains(place);

    /// <summary>Whoever may give a voice to somebody reads the names of those in her own area to whom it can be given, and reads them there alone.</summary>
    private static bool MayBeAsked(Actor actor, Planted what, PlaceCode place, string address) =>
        what.Verb == SecurityModule.ViewUsers && address.EndsWith("/colleagues", StringComparison.Ordinal) && actor.Scope(Shanhai.Voices.VoicesModule.Handle).Contains(place);

    [Fact]
    public async Task The_test_can_fail_those_who_may_see_the_nation_find_every_planted_word()
    {
        var tree = new Tree(1);
        await Settle(tree.Places);
        var words = await Plant(tree.Places[0]);
        var world = await Now(tree.Places);

        var seen = new StringBuilder();
        foreach (var role in new[] { Role.SystemAdministrator, Role.Officer, Role.Auditor })
        {
            seen.AppendJoin(' ', (await AskAll(await app.SignedIn(role, PlaceCode.Nation), world)).Values);
        }
        // What was planted last stands on the last page of the feedback, behind that of the other tests.
        var system = await app.SignedIn(Role.SystemAdministrator, PlaceCode.Nation);
        for (var skip = 50; skip <= 2000; skip += 50)
        {
            seen.Append(await system.GetStringAsync($"/api/v1/feedback?skip={skip}"));
        }

        var all = seen.ToString();
        words.Where(w => !all.Contains(w.Word)).Select(w => $"{w.What.Verb}: {w.Word}").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_to_something_outside_the_scope_is_answered_as_if_it_were_not_there()
    {
        // Outside the random trees: a list of her own with something in it would be journalled as read.
        var (here, there) = (new PlaceCode(990105000000), new PlaceCode(990104000000));
        await Settle([here, there]);
        var words = await Plant(there);
        var world = await Now([there]);
        string[] ids = [.. world.PostBatches, .. world.Posts, .. world.PostTasks, .. world.Enclaves, .. world.Stakes, .. world.Distributions, .. world.DividendPayments, .. world.EnclaveAlarms, .. world.Programmes, .. world.Projects, .. world.Milestones, .. world.ProjectResults, .. world.ProjectChanges, .. world.ProjectRisks, .. world.Venues, .. world.Campaigns, .. world.Scenarios, .. world.Resources, .. world.PairRules, .. world.Partnerships, .. world.Contributions, .. world.InvestmentOffers, .. world.Findings, .. world.Disputes, .. world.Feedback, .. world.Voices, .. world.Notices, .. world.Objections, .. world.Receptions, .. world.ReceptionCases, .. world.Imports, .. world.Bodies, .. world.BodyEvents, .. world.Books, .. world.LedgerEntries, .. world.Proposals, .. world.Batches.Select(b => $"/{b}/")];
        var writes = Route.All.Where(r => !r.Reads && r.Whom == For.Verb).SelectMany(r => r.Calls(world), (r, address) => (Route: r, Address: address)).Where(w => ids.Any(w.Address.Contains)).ToList();
        writes.Count.ShouldBeGreaterThan(12);

        foreach (var role in new[] { Role.Officer, Role.Clerk, Role.Leader, Role.SystemAdministrator, Role.Auditor })
        {
            var client = await app.SignedIn(role, here);
            var changes = await app.Ask(db => db.Journal.CountAsync());
            foreach (var (route, address) in writes)
            {
                using var answer = await Send(client, route, address);
                var body = await answer.Content.ReadAsStringAsync();
                // Who may not do it anywhere is told so; who may elsewhere learns nothing, not even that it is there.
                answer.StatusCode.ShouldBeOneOf([HttpStatusCode.NotFound, HttpStatusCode.Forbidden], $"{route} answers {role} of another county: {body}");
                body.ShouldNotContain(there.ToString(), customMessage: $"{route} tells {role} of another county where it is");
                words.ShouldAllBe(w => !body.Contains(w.Word), $"{route} tells {role} of another county what it is");
            }
            (await app.Ask(db => db.Journal.CountAsync())).ShouldBe(changes);
        }
    }

    [Fact]
    public async Task A_route_that_is_not_for_everybody_refuses_the_public_and_a_person_without_a_role()
    {
        await app.AddUser("somebody", Role.Clerk, new(990101000000));
        var anyone = app.Anyone();
        await app.Do(async (services, actor) => await AddUser.Handle(new("roleless", "roleless", App.Password, null, PlaceCode.Nation), services.GetRequiredService<Db>(), actor,
            services.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<User>>(), app.Clock, default));
        var roleless = await app.SignIn("roleless");
        await Settle([new(990101000000)]);
        await Plant(new(990101000000));
        var world = await Now([new(990101000000)]);
        var changesBefore = await app.Ask(db => db.Journal.CountAsync());

        foreach (var route in Route.All.Where(r => r.Whom != For.Everybody))
        {
            var address = route.Calls(world).First();
            (await Call(anyone, route, address)).ShouldBeOneOf([HttpStatusCode.Unauthorized, HttpStatusCode.Redirect, HttpStatusCode.NotFound], $"{route} answers the public");
            if (route.Whom == For.Verb)
            {
                (await Call(roleless, route, address)).ShouldBeOneOf([HttpStatusCode.Forbidden, HttpStatusCode.NotFound], $"{route} answers a person without a role");
            }
        }
        (await app.Ask(db => db.Journal.CountAsync())).ShouldBe(changesBefore);
    }

    private Task Settle(IReadOnlyList<PlaceCode> places) => app.Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        var known = await db.Places.Select(p => p.Code).ToListAsync();
        db.Places.AddRange(places.Except(known).Select(p => new Place { Code = p, Level = p.Level, Name = "甲" + p, Pinyin = "jia", Initials = "j" }));
        db.Record(actor, "test.places", "place:test");
        await RegisterStamp.Raise(db, null, default);
        await db.SaveChangesAsync();
        services.GetRequiredService<CurrentRegister>().Written();
    });

    private static async Task<HttpStatusCode> Call(HttpClient client, Route route, string address)
    {
        using var answer = await Send(client, route, address);
        if (!route.Reads && answer.StatusCode == HttpStatusCode.Redirect)
        {
            answer.Headers.Location!.OriginalString.ShouldStartWith("/sign-in", customMessage: $"{route} sends the public to {answer.Headers.Location}");
        }
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, Route route, string address)
    {
        if (route.Reads)
        {
            return await client.GetAsync(address);
        }
        using var request = new HttpRequestMessage(new(route.Method), address);
        var token = await client.Token();
        if (route.Form)
        {
            var fields = new Dictionary<string, string>(((Dictionary<string, string>?)route.Body) ?? []) { ["__RequestVerificationToken"] = token };
            request.Content = new FormUrlEncodedContent(fields);
        }
        else
        {
            request.Content = JsonContent.Create(route.Body);
            request.Headers.Add("RequestVerificationToken", token);
        }
        return await client.SendAsync(request);
    }

    private async Task<List<(Planted What, PlaceCode Place, string Word)>> Plant(PlaceCode place)
    {
        var words = new List<(Planted What, PlaceCode Place, string Word)>();
        await app.Do(async (services, actor) =>
        {
            foreach (var what in Planted.All)
            {
                var word = $"mark{++_word:D5}x";
                await what.Plant(services, actor, place, word);
                words.Add((what, place, word));
            }
        });
        return words;
    }

    private Task<World> Now(IReadOnlyList<PlaceCode> places) => app.Ask(db => World.Of(db, places));

    private static async Task<Dictionary<string, string>> AskAll(HttpClient client, World world, Func<string, bool>? isToldActions = null)
    {
        var answers = new Dictionary<string, string>();
        foreach (var address in Route.All.Where(r => r.Reads).SelectMany(r => r.Calls(world)).Distinct())
        {
            answers[address] = await Answer(client, address, isToldActions);
        }
        return answers;
    }

    private static async Task<string> Answer(HttpClient client, string address, Func<string, bool>? isToldActions)
    {
        using var answer = await client.GetAsync(address);
        ((int)answer.StatusCode).ShouldBeLessThan(500, address);
        answer.StatusCode.ShouldNotBe(HttpStatusCode.BadRequest, $"{address} is not how this route is called");
        var said = Packed.Is(answer.Content) ? await Packed.Text(answer.Content) : await answer.Content.ReadAsStringAsync();
        said = OnceOnly().Replace($"{(int)answer.StatusCode} {answer.Headers.Location} {said}", "");
        return isToldActions?.Invoke(address) == true ? Actions().Replace(said, "") : said;
    }

    private static string Difference(string before, string after)
    {
        var at = before.AsSpan().CommonPrefixLength(after);
        string Around(string text) => text[Math.Max(0, at - 100)..Math.Min(text.Length, at + 200)];
        return $"\n{Around(before)}\nis now\n{Around(after)}";
    }

    // Made anew for every answer: the token of the forms, and the key by which a form sent twice is known.
    [GeneratedRegex("(?:__RequestVerificationToken|name=\"(?:key|sent))\" value=\"[^\"]+\"")]
    private static partial Regex OnceOnly();

    [GeneratedRegex("<h3>[^<]*</h3>\\s*<ul class=\"waiting\">(?:<li><a href=\"/pairing/[^\"]+/wishes\\?village=[^\"]*\">[^<]*</a></li>)+</ul>")]
    private static partial Regex Actions();

    [GeneratedRegex("^/places/([0-9]{12})(?:[?]|$)")]
    private static partial Regex PageOfPlace();

    /// <summary>A random tree of an invented province, and a random role somewhere in it.</summary>
    private sealed class Tree
    {
        public Tree(int seed)
        {
            var random = new Random(seed);
            var places = new SortedSet<long> { 990000000000 };
            for (var i = 0; i < 10; i++)
            {
                var county = 990000000000 + random.Next(1, 3) * 100_000_000L + random.Next(1, 4) * 1_000_000L;
                var township = county + random.Next(100, 103) * 1_000L;
                places.UnionWith([county - county % 100_000_000, county, township, township + random.Next(200, 203)]);
            }
            Places = [.. places.Select(p => new PlaceCode(p))];
            Root = Places[random.Next(Places.Count)];
            var roles = Enum.GetValues<Role>();
            // The roles that see planted records come up as often as all others together.
            Role = random.Next(2) == 0 ? roles[random.Next(3)] : roles[random.Next(roles.Length)];
        }

        public IReadOnlyList<PlaceCode> Places { get; }
        public PlaceCode Root { get; }
        public Role Role { get; }
    }
}
