using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Journal;

public static class Sealing
{
    public static async Task<Result<SealJournal.Sealed>> TrySeal(this App app)
    {
        Result<SealJournal.Sealed> done = null!;
        await app.Do(async (services, actor) =>
            done = await SealJournal.Handle(services.GetRequiredService<Db>(), services.GetRequiredService<JournalKey>(), app.Settings, actor, app.Clock, default));
        return done;
    }

    public static async Task<SealJournal.Sealed> Seal(this App app) => (await app.TrySeal()).Value;

    public static async Task<VerifyJournal.Verified> Verify(this App app, params JournalHead[] anchors)
    {
        Result<VerifyJournal.Verified> done = null!;
        await app.Do(async (services, actor) => done = await VerifyJournal.Handle(
            services.GetRequiredService<Db>(), services.GetRequiredService<JournalKey>(), actor, anchors, (_, _) => { }, default));
        return done.Value;
    }
}
