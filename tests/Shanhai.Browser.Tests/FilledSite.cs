using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Demonstration;
using Shanhai.Host.Persistence;
using Shanhai.Indicators;
using Shanhai.Places;
using Shanhai.Voices;

[assembly: AssemblyFixture(typeof(Shanhai.Browser.Tests.FilledSite))]

namespace Shanhai.Browser.Tests;

/// <summary>The folder of a site as its county was filled, once for all of them: each lives on a copy. Everything a page shows came in through use cases.</summary>
public sealed class FilledSite : IAsyncLifetime
{
    private static readonly Lazy<Task<string>> Filled = new(FillOnce);

    public static async Task CopyTo(string folder)
    {
        var from = await Filled.Value;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (Filled.IsValueCreated)
        {
            Directory.Delete(await Filled.Value, recursive: true);
        }
    }

    private static async Task<string> FillOnce()
    {
        var folder = Directory.CreateTempSubdirectory("shanhai-filled").FullName;
        await using (var app = Site.Program(folder, TimeProvider.System))
        {
            await using var scope = app.Services.CreateAsyncScope();
            var services = scope.ServiceProvider;
            await services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), default);
            await Fill(services, Actor.Operator(Composition.Access, "test"));
            await services.GetRequiredService<LateWords>().Finish();
        }
        // The last to close the file leaves nothing beside it.
        SqliteConnection.ClearAllPools();
        return folder;
    }

    private static async Task Fill(IServiceProvider services, Actor actor)
    {
        var (db, clock, users) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<UserManager<User>>());
        // Two townships of the demonstration's invented county: small enough to load at once, with every kind of figure.
        var simulation = Simulation.Of();
        bool Kept(PlaceCode code) => code.Level <= Level.County || Site.Township.Contains(code) || Site.Next.Contains(code);
        var places = simulation.Province.Register.Where(r => Kept(r.Code));
        (await ImportPlaces.Handle(places, Simulation.Document, services.GetRequiredService<Pinyin>(), db, actor, default)).Problem.ShouldBeNull();
        foreach (var person in Site.People)
        {
            (await AddUser.Handle(new(person.Name, person.Display, Site.Password, person.Role, person.Place), db, actor, users, clock, default)).Problem.ShouldBeNull();
        }
        var (catalogue, columns) = (services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>());
        for (var year = Simulation.LastYear - 4; year <= Simulation.LastYear; year++)
        {
            var cells = simulation.Figures(InventedProvince.Counties[0], year).Where(c => Kept(c.Place)).ToList();
            (await RecordFigures.Handle(new(new(SourceKind.Simulated, new(year + 1, 3, 31), Simulation.Document), cells), db, actor, catalogue, columns, clock, default)).Problem.ShouldBeNull();
            db.ChangeTracker.Clear();
        }
        (await IdentifyWeak.Handle(services, db, actor, default)).Problem.ShouldBeNull();
        (await AddOrganisations.Handle(services, db, actor, default)).Problem.ShouldBeNull();
        (await AddPairing.Handle(services, db, actor, default)).ShouldBeNull();
        (await AddCoverage.Handle(services, db, actor, default)).ShouldBeNull();
        (await AddInvestors.Handle(services, db, actor, default)).ShouldBeNull();
        var books = await AddBooks.Handle(services, simulation, db, actor, default);
        books.Problem.ShouldBeNull();
        await AddProgrammes.Handle(services, simulation, db, actor, default);
        (await AddEnclaves.Handle(services, simulation, books.Value, db, actor, default)).ShouldBeNull();
        (await AddBooks.Close(services, db, actor, default)).ShouldBeNull();
        (await AddReceptions.Handle(services, "officer", db, actor, default)).ShouldBeNull();
        (await AddVoices.Handle(services, db, actor, default, 42)).Problem.ShouldBeNull();
        (await AddPostings.Handle(services, db, actor, default)).ShouldBeNull();
    }
}
