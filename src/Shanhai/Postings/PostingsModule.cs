using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Console;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>People sent to villages: batches and terms, who is where, what is to be done and what came of it, recall and hand-over, proposed places, and which villages have nobody.</summary>
public sealed class PostingsModule : Module
{
    /// <summary>Who is where, by surname: for everybody.</summary>
    public const string Read = "postings.read";
    public const string View = "postings.view";
    public const string Plan = "postings.plan";
    public const string Work = "postings.work";
    public const string Names = "postings.names";

    public override void Access(AccessTable access) => access
        .AllowPublic(Read)
        .Allow(View, Role.Officer, Role.Clerk, Role.Leader, Role.PostedWorker, Role.Analyst)
        .Allow(Plan, Role.Officer)
        .Allow(Work, Role.Officer, Role.Clerk, Role.PostedWorker)
        .Allow(Names, Role.Officer, Role.Leader);

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.mobilise", "postings.title", "/postings", "user-pin", View),
        new("nav.open", "postings.public", "/postings/published", "world", Read),
    ];

    public override IEnumerable<Command> Console(Terminal terminal) => [PostingsConsole.Postings(terminal), PostingsConsole.Import(terminal)];

    public override IEnumerable<PlaceSection> PlaceSections => [new(310, null, PostSection.Load) { Rows = [PlaceRows.Of<PostVillage>(nameof(PostVillage.Village))] }];

    public override IEnumerable<PlaceUse> PlaceUses => [new("postings.use", (db, places, ct) => db.PostVillages.LongCountAsync(v => places.Contains(v.Village), ct))];

    /// <summary>For those who plan: terms that end soon, people without a village, villages that should have somebody and have nobody.</summary>
    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Plan))
        {
            return [];
        }
        var (db, scope, today) = (services.GetRequiredService<Db>(), actor.Scope(View), ChinaDay.Today(services.GetRequiredService<TimeProvider>()));
        var (posts, soon) = (PostsSeen.Of(db, scope).AsNoTracking(), FindPostsOfArea.Soon);
        var without = await FindPostCoverage.Without(scope, today, await services.GetRequiredService<CurrentRegister>().Read(db, ct), db, ct);
        return
        [
            new("postings.waiting-ending", await FindPostsOfArea.Ending(posts, soon, today).CountAsync(ct), $"/postings/posts?ends={soon}", Of: soon),
            new("postings.waiting-place", await posts.Waiting(today, db).CountAsync(ct), "/postings/posts?waiting=true"),
            .. without.Select(w => new Waiting("postings.waiting-without", w.Villages, $"/postings/coverage?kind={w.Kind.Code}", Of: w.Kind.Name)),
        ];
    }

    /// <summary>Saves; where somebody decided about the same meanwhile, says so.</summary>
    internal static Task<Problem?> Save(Db db, CancellationToken ct) => db.Save(changed: Problem.Clash("post.changed-meanwhile"), there: Problem.Clash("post.changed-meanwhile"), ct);

    /// <summary>A batch that is not closed, under a verb: what does not lie in somebody's area whole is not there.</summary>
    internal static async Task<Result<PostBatch>> Open(Id<PostBatch> id, string verb, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        return await db.PostBatches.Within(actor.Scope(verb), b => b.Place).FirstOrDefaultAsync(b => b.Id == id, ct) is not { } batch ? Problem.Missing("post.no-batch")
            : batch.ClosedOn is { } closed ? Problem.Clash("post.batch-closed", $"{closed:yyyy-MM-dd}") : batch;
    }

    /// <summary>A post that stands or will, under a verb, as it was when it was looked at.</summary>
    internal static async Task<Result<Post>> Standing(Id<Post> id, string verb, int? version, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        if (await db.Posts.Within(actor.Scope(verb), p => p.Place).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } post)
        {
            return Problem.Missing("post.none");
        }
        return post.EndedOn is not null || post.ToDay < ChinaDay.Today(clock) ? Problem.Clash("post.over") : version != post.Version ? Problem.Clash("post.changed-meanwhile") : post;
    }

    /// <summary>Ends a post and its days in every village.</summary>
    internal static async Task End(Post post, DateOnly on, PostEnding how, Db db, CancellationToken ct)
    {
        (post.EndedOn, post.Ending, post.Version) = (on, how, post.Version + 1);
        foreach (var village in await db.PostVillages.Where(v => v.Post == post.Id && v.ToDay >= on).ToListAsync(ct))
        {
            village.ToDay = on.AddDays(-1);
        }
    }

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/postings/kinds", () => TypedResults.Ok(PostKind.All)).WithName("FindPostKinds").WithSummary("Kinds of posts that ship as data, each part with its source");
        api.MapGet("/postings", FindPosts.Handle);
        api.MapGet("/postings/batches", FindPostBatches.Handle);
        api.MapPost("/postings/batches", CreatePostBatch.Handle);
        api.MapGet("/postings/batches/{id}", ShowPostBatch.Handle);
        api.MapPost("/postings/batches/{id}", CorrectPostBatch.Handle);
        api.MapPost("/postings/batches/{id}/close", ClosePostBatch.Handle);
        api.MapPost("/postings/batches/{id}/posts", EnterPost.Handle);
        api.MapPost("/postings/batches/{id}/import", (Id<PostBatch> id, ImportPosts input, bool? preview, [AsParameters] BatchPage.Reading with, Actor actor, CancellationToken ct) =>
            ImportPosts.Handle(id, input, preview == true, with.Trees, with.Places, with.Vault, with.Db, actor, with.Clock, ct)).WithName("ImportPosts").WithSummary("Enters the posts of a table into a batch, or only looks at them")
            .WithMetadata(new SentOnce.Itself());
        api.MapGet("/postings/batches/{id}/match", MatchPosts.Handle);
        api.MapPost("/postings/batches/{id}/match/decisions", DecideMatch.Handle);
        api.MapPost("/postings/batches/{id}/match", AcceptMatch.Handle);
        api.MapGet("/postings/coverage", FindPostCoverage.Handle);
        api.MapGet("/postings/posts", FindPostsOfArea.Handle);
        api.MapGet("/postings/villages/{code}", ShowVillagePosts.Handle);
        api.MapGet("/postings/{id}", ShowPost.Handle);
        api.MapPost("/postings/{id}/name", OpenPerson.Handle).WithMetadata(new SentOnce.Itself());
        api.MapPost("/postings/{id}/correct", CorrectPost.Handle);
        api.MapPost("/postings/{id}/recall", RecallPost.Handle);
        api.MapPost("/postings/{id}/extend", ExtendPost.Handle);
        api.MapPost("/postings/{id}/carry-on", CarryPostOn.Handle);
        api.MapPost("/postings/{id}/hand-over", HandOverPost.Handle);
        api.MapPost("/postings/{id}/tasks", PlanTask.Handle);
        api.MapPost("/postings/tasks/{id}", RecordTaskResult.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/postings", BatchesPage.Show);
        pages.MapPost("/postings", BatchesPage.Create);
        pages.MapGet("/postings/export", BatchesPage.Export);
        pages.MapGet("/postings/posts", PostsPage.Show);
        pages.MapGet("/postings/posts/export", PostsPage.Export);
        pages.MapGet("/postings/villages/{code}/sheet", VillageSheetPage.Show);
        pages.MapGet("/postings/published", PublishedPage.Show);
        pages.MapGet("/postings/published/export", PublishedPage.Export);
        pages.MapGet("/postings/coverage", CoveragePage.Show);
        pages.MapGet("/postings/coverage/export", CoveragePage.Export);
        pages.MapGet("/postings/batches/{id}", BatchPage.Show);
        pages.MapGet("/postings/batches/{id}/export", BatchPage.Export);
        pages.MapGet("/postings/batches/{id}/sheet", BatchSheetPage.Show);
        pages.MapPost("/postings/batches/{id}/posts", BatchPage.Enter);
        pages.MapPost("/postings/batches/{id}/correct", BatchPage.Correct);
        pages.MapPost("/postings/batches/{id}/close", BatchPage.Close);
        pages.MapGet("/postings/batches/{id}/import", ImportPage.Show);
        pages.MapPost("/postings/batches/{id}/import", ImportPage.Post);
        pages.MapGet("/postings/batches/{id}/import/template", ImportPage.Template);
        pages.MapGet("/postings/batches/{id}/match", MatchPage.Show);
        pages.MapPost("/postings/batches/{id}/match", MatchPage.Accept);
        pages.MapPost("/postings/batches/{id}/match/decisions", MatchPage.Decide);
        pages.MapGet("/postings/{id}", PostPage.Show);
        pages.MapPost("/postings/{id}/name", PostPage.Open);
        pages.MapPost("/postings/{id}/correct", PostPage.Correct);
        pages.MapPost("/postings/{id}/recall", PostPage.Recall);
        pages.MapPost("/postings/{id}/extend", PostPage.Extend);
        pages.MapPost("/postings/{id}/carry-on", PostPage.Carry);
        pages.MapPost("/postings/{id}/hand-over", PostPage.HandOver);
        pages.MapPost("/postings/{id}/tasks", PostPage.Plan);
        pages.MapPost("/postings/{id}/tasks/result", PostPage.Result);
    }
}
