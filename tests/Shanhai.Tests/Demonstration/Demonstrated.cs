using Shanhai.Demonstration;

namespace Shanhai.Tests.Demonstration;

/// <summary>The demonstration in a database. Making it takes as long as many tests: it is made once for the whole run, and everybody gets a copy.</summary>
public class Demonstrated : App
{
    private static readonly Lazy<Task<(TestDatabase Left, MakeDemonstration.Made Made)>> Once = new(Make);

    public MakeDemonstration.Made Made { get; private set; } = null!;

    protected override async Task<TestDatabase> Database()
    {
        var (left, made) = await Once.Value;
        Made = made;
        return await left.Copy();
    }

    private static async Task<(TestDatabase, MakeDemonstration.Made)> Make()
    {
        var app = new App();
        await app.InitializeAsync();
        MakeDemonstration.Made made = null!;
        await app.Do(async (services, actor) =>
        {
            var answer = await MakeDemonstration.Handle(services, actor, Password, (_, _) => { }, default);
            answer.Problem.ShouldBeNull();
            made = answer.Value;
        });
        return (await app.Leave(), made);
    }
}
