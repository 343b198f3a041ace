using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Shanhai.Host.Outside;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>Fills an empty database so that every role has something to do. The console's operator may.</summary>
public static class MakeDemonstration
{
    public sealed record Account(string Name, string Password, Role Role, PlaceCode Place);

    public sealed record Made(long Places, IReadOnlyList<Account> Accounts);

    private static readonly (string Name, string Display, Role Role, PlaceCode Place)[] People =
    [
        ("system", "系统管理员", Role.SystemAdministrator, PlaceCode.Nation),
        ("security", "安全管理员", Role.SecurityAdministrator, PlaceCode.Nation),
        ("auditor", "审计员", Role.Auditor, PlaceCode.Nation),
        ("province", "省农办", Role.Officer, 990000000000),
        ("county", "山阳县农业农村局", Role.Officer, 990101000000),
        ("township", "石门乡", Role.Clerk, 990101101000),
        ("leader", "县领导", Role.Leader, 990101000000),
        ("analyst", "研究员", Role.Analyst, PlaceCode.Nation),
    ];

    public static async Task<Result<Made>> Handle(IServiceProvider services, Actor actor, Action<double> progress, CancellationToken ct)
    {
        var db = services.GetRequiredService<Db>();
        await services.GetRequiredService<Storage>().Migrate(db, ct);
        progress(0.1);

        var register = await ImportPlaces.Handle(
            RegisterFiles.Read(ShippedData.PathOf("places/zhejiang.csv")), "zhejiang.csv", services.GetRequiredService<Pinyin>(), db, actor, ct);
        if (register.Problem is { } problem)
        {
            return problem;
        }
        progress(0.7);

        var accounts = new List<Account>();
        foreach (var (name, display, role, place) in People)
        {
            // Made on this machine and printed once: no password stands in the program.
            var password = "Demo-" + RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 9) + "-A1";
            var added = await AddUser.Handle(new(name, display, password, role, place), db, actor,
                services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<TimeProvider>(), ct);
            if (added.Problem is { } refused)
            {
                return refused;
            }
            accounts.Add(new(name, password, role, place));
        }
        return new Made(register.Value.Added, accounts);
    }
}
