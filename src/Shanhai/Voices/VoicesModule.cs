using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Host.Outside;
using Shanhai.Organisations;
using Shanhai.Voices.Failures;
using Shanhai.Voices.Files;
using Shanhai.Voices.Letters;
using Shanhai.Voices.Officials;
using Shanhai.Voices.Templates;

namespace Shanhai.Voices;

/// <summary>The people's voice is the first signal: intake, the statutory procedure with its clocks, queues of work, the petitioner's own file.</summary>
public sealed class VoicesModule : Module
{
    public const string File = "voice.file";
    public const string Follow = "voice.follow";
    public const string Register = "voice.register";
    public const string View = "voice.view";
    public const string Handle = "voice.step";
    public const string Identity = "voice.identity";

    /// <summary>Files and updates voices for another system, with a key.</summary>
    public const string Exchange = "voice.exchange";
    /// <summary>A body answers for a failure, its superior judges it.</summary>
    public const string Failed = "voice.failure";

    /// <summary>Jobs; whoever may watch the clocks may run them.</summary>
    public const string Detect = "voices.failures", Conclude = "voices.conclude";
    public const string Write = "voice.template";
    public const string Send = "voice.letter";

    /// <summary>What clocks and lapses of voices run for.</summary>
    public const string Subject = "voice";

    public static string SubjectOf(Voice voice) => $"{Subject}:{voice.Id}";

    /// <summary>The compartment of a clock; null: none.</summary>
    public static string? CompartmentOf(VoiceKind kind) => kind == VoiceKind.Accusation ? "accusation" : null;

    /// <summary>The body whose auditors alone read the journal of this voice; null: no compartment.</summary>
    public static Guid? KeptBy(Voice voice) => voice.Kind == VoiceKind.Accusation ? voice.Office?.Value : null;

    public override void Access(AccessTable access) => access
        .AllowPublic(File)
        .AllowPublic(Follow)
        .Allow(Register, Role.Officer, Role.Clerk)
        .Allow(View, Role.Officer, Role.Clerk, Role.Leader)
        .Allow(Handle, Role.Officer, Role.Clerk, Role.Leader)
        .Allow(Identity, Role.Officer, Role.Leader)
        .Allow(Exchange, Role.Officer, Role.Clerk)
        .Allow(Failed, Role.Officer, Role.Clerk, Role.Leader)
        .Allow(Write, Role.Officer, Role.Leader)
        .Allow(Send, Role.Officer, Role.Clerk, Role.Leader);

    // After the clocks were watched.
    public override void Jobs(JobTable jobs) => jobs.Every(Detect, "0 8 * * * ?", DetectFailures.Handle).Every(Conclude, "0 5 * * * ?", ConcludeVoices.Handle);

    public override IEnumerable<MenuEntry> Menu => [new("nav.listen", "voices.title", "/voices", "message-2", View)];

    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct)
    {
        if (!actor.May(View))
        {
            return [];
        }
        var (db, today) = (services.GetRequiredService<Db>(), ChinaDay.Today(services.GetRequiredService<TimeProvider>()));
        var tree = await services.GetRequiredService<CurrentTree>().Read(db, ct);
        var counts = await FindVoices.Counts(new(), db, actor, tree, today, ct);
        var failures = await FindFailures.Concern.Of(actor, tree).Own(db).CountAsync(f => f.MendedAt == null && f.Judged == null && f.Answer == null, ct);
        return
        [
            new("queue.waits-overdue", counts[Tray.Overdue], "/voices?tray=Overdue", true),
            new("queue.waits-mine", counts[Tray.Mine], "/voices?tray=Mine"),
            new("queue.waits-soon", counts[Tray.DueSoon], "/voices?tray=DueSoon"),
            new("queue.waits-new", actor.May(Register) ? counts[Tray.New] : 0, "/voices?tray=New"),
            new("queue.waits-failures", failures, "/voices/failures"),
        ];
    }

    public override IEnumerable<PlaceSection> PlaceSections => [new(500, View, PlaceVoices.Load) { Rows = [PlaceRows.Of<Voice>(nameof(Voice.Place))] }];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton<Vault>().AddSingleton(_ => VoiceCatalogue.Read()).AddSingleton<SearchIndex>().AddSingleton<Routing>().AddSingleton<LateWords>().AddHostedService(s => s.GetRequiredService<LateWords>()).AddSingleton<Intake>().AddSingleton<Stepping>().AddSingleton<FollowVoice.Door>().AddSingleton<OwnPass>()
            .AddSingleton<IScanFiles>(s => settings.Scanner == "recording" ? new RecordingScan() : new ScanCommand(settings)).AddSingleton<Attachments>()
            .AddSingleton(_ => FailureCatalogue.Read()).AddSingleton(_ => TemplateCatalogue.Read()).AddSingleton<LetterTexts>();

    public override IEnumerable<ReceiptKind> Receipts => [VoiceReceipts.Kind];

    public override IEnumerable<PlaceUse> PlaceUses =>
    [
        // Accusations are not counted where people of the accused may read.
        new("voice.use", async (db, places, ct) => await db.Voices.LongCountAsync(v => v.Kind != VoiceKind.Accusation && places.Contains(v.Place), ct)),
    ];

    public override void Api(IEndpointRouteBuilder api)
    {
        // Filed once by the sender's own key in the voice; its answer holds the PIN, which is kept nowhere.
        api.MapPost("/voices", FileVoice.Handle).WithMetadata(new SentOnce.Itself()).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapGet("/voices", FindVoices.Handle);
        api.MapGet("/voices/{id}", ShowVoice.Handle);
        api.MapGet("/voices/{id}/similar", FindSimilar.To);
        api.MapPost("/voices/similar", FindSimilar.Handle);
        api.MapPost("/voices/suggested-subject", Routing.Handle);
        api.MapPost("/voices/{id}/steps", TakeStep.Handle);
        api.MapPost("/voices/{id}/identity", OpenIdentity.Handle).WithMetadata(new SentOnce.Itself());
        api.MapGet("/voices/{id}/files/{file}", OpenVoiceFile.Download);
        api.MapPost("/voices/{id}/files", AttachFiles.Handle).DisableAntiforgery();
        api.MapPost("/voices/own-files", AddFiles.Handle).DisableAntiforgery().RequireRateLimiting(SignInLimits.PublicForms);
        api.MapPost("/voices/own-file", OpenOwnFile.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapGet("/voices/{id}/colleagues", FindColleagues.Handle);
        api.MapPost("/voices/{id}/letters/{step:int}/number", NumberLetter.Handle);
        api.MapGet("/voices/failures", FindFailures.Handle);
        api.MapPost("/voices/failures/{id}/answer", AnswerFailure.Handle);
        api.MapPost("/voices/failures/{id}/judge", JudgeFailure.Handle);
        api.MapGet("/voices/templates", FindTemplates.Handle);
        api.MapPost("/voices/templates", WriteTemplate.Handle);
        api.MapPost("/voices/templates/{id}/end", EndTemplate.Handle);
        api.MapPost("/voices/follow", FollowVoice.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapPost("/voices/own-step", TakeOwnStep.Handle).RequireRateLimiting(SignInLimits.PublicForms);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/voices/new", NewVoicePage.Show);
        pages.MapPost("/voices/new", NewVoicePage.Post).RequireRateLimiting(SignInLimits.PublicForms).WithMetadata(new WhenTooOften(NewVoicePage.TooOften));
        pages.MapGet("/voices/receipt", ReceiptPage.Show);
        pages.MapPost("/voices/receipt", ReceiptPage.Done);
        pages.MapGet("/voices/receipt/file", ReceiptPage.File);
        pages.MapGet("/voices/follow", FollowPage.Show);
        pages.MapPost("/voices/follow", FollowPage.Post).RequireRateLimiting(SignInLimits.PublicForms);
        pages.MapPost("/voices/own", OwnPage.Post).RequireRateLimiting(SignInLimits.PublicForms);
        pages.MapPost("/voices/own/leave", FollowPage.Leave);
        pages.MapGet("/voices/procedure", ProcedurePage.Show);
        pages.MapGet("/voices/own/files/{file}", OpenVoiceFile.ShowOwn);
        pages.MapGet("/voices/{id}/files/{file}", OpenVoiceFile.Show);
        pages.MapPost("/voices/{id}/files", AttachFiles.Post);
        pages.MapGet("/voices/enter", EnterVoicePage.Show);
        pages.MapPost("/voices/enter", EnterVoicePage.Post);
        pages.MapGet("/voices", VoicesPage.Show);
        pages.MapGet("/voices/export", VoicesPage.Export);
        pages.MapPost("/voices/bulk", BulkPage.Post);
        pages.MapGet("/voices/{id}", VoicePage.Show);
        pages.MapPost("/voices/{id}/act", VoicePage.Take);
        pages.MapPost("/voices/{id}/identity", VoicePage.Open);
        pages.MapGet("/voices/{id}/letters/{step:int}", LetterDoors.Draft);
        pages.MapPost("/voices/{id}/letters/{step:int}", LetterDoors.Addressed);
        pages.MapPost("/voices/{id}/letters/{step:int}/number", LetterDoors.Number);
        pages.MapGet("/voices/failures", FailuresPage.Show);
        pages.MapPost("/voices/failures/{id}/answer", FailuresPage.Explain);
        pages.MapPost("/voices/failures/{id}/judge", FailuresPage.Judge);
        pages.MapGet("/voices/templates", TemplatesPage.Show);
        pages.MapPost("/voices/templates", TemplatesPage.Save);
        pages.MapPost("/voices/templates/{id}/end", TemplatesPage.End);
    }
}
