using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Outside;
using Shanhai.Voices.Files;

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
        .Allow(Exchange, Role.Officer, Role.Clerk);

    public override IEnumerable<MenuEntry> Menu => [new("nav.listen", "voices.enter.title", "/voices/enter", "message-2", Register)];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton<Vault>().AddSingleton(_ => VoiceCatalogue.Read()).AddSingleton<Intake>().AddSingleton<Stepping>().AddSingleton<FollowVoice.Door>().AddSingleton<OwnPass>()
            .AddSingleton<IScanFiles>(s => settings.Scanner == "recording" ? new RecordingScan() : new ScanCommand(settings)).AddSingleton<Attachments>();

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
        api.MapPost("/voices/{id}/steps", TakeStep.Handle);
        api.MapPost("/voices/{id}/identity", OpenIdentity.Handle);
        api.MapGet("/voices/{id}/files/{file}", OpenVoiceFile.Download);
        api.MapPost("/voices/{id}/files", AttachFiles.Handle).DisableAntiforgery();
        api.MapPost("/voices/own-files", AddFiles.Handle).DisableAntiforgery().RequireRateLimiting(SignInLimits.PublicForms);
        api.MapPost("/voices/own-file", OpenOwnFile.Handle).RequireRateLimiting(SignInLimits.PublicForms);
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
    }
}
