using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>
/// What a system administrator does to another's account: closes or reopens it, gives it a new first password, takes its second factors
/// away after a lost phone, or ties it to a person of the office's own sign-on. Every one of them ends the sessions of the account.
/// </summary>
public sealed record ChangeUser(ChangeUser.Deed Do, string? Subject = null, string? Password = null)
{
    public enum Deed { Close, Reopen, ResetPassword, ResetSecondFactor, Link }

    public sealed record Changed(Guid Id, string Name, Deed Done, string? FirstPassword = null);

    public static async Task<Result<Changed>> Handle(
        Guid id, ChangeUser input, Db db, Actor actor, UserManager<User> users, Standings standings, TimeProvider clock, CancellationToken ct)
    {
        if (input.Do == Deed.Link && new Errors().Require(input.Subject, "subject").Limit(input.Subject, 200, "subject").Refusal is { } invalid)
        {
            return invalid;
        }
        if (actor.Refuses(SecurityModule.ManageUsers) is { } no)
        {
            return no;
        }
        if (await users.FindByIdAsync(id.ToString()) is not { } user || !actor.Scope(SecurityModule.ManageUsers).Contains(user.Home))
        {
            return Problem.Missing("no-such-user");
        }
        // One who resets her own second factor has one factor less than she should.
        if ((actor.User?.Value == id ? Problem.Refused("not-oneself") : actor.Stale(clock)) is { } refused)
        {
            return refused;
        }

        await using var writing = await db.BeginWriting(ct);
        string? first = null;
        IdentityResult done;
        switch (input.Do)
        {
            case Deed.Close:
                user.ClosedAt ??= clock.GetUtcNow();
                done = await users.UpdateAsync(user);
                break;
            case Deed.Reopen:
                user.ClosedAt = null;
                done = await users.UpdateAsync(user);
                break;
            case Deed.ResetPassword:
                first = string.IsNullOrEmpty(input.Password) ? AddUser.FirstPassword() : null;
                done = await ChangePassword.Replace(user, first ?? input.Password!, db, users, clock);
                user.PasswordChangedAt = null;
                break;
            case Deed.ResetSecondFactor:
                done = await SetUpCodes.TakeAway(user, users);
                break;
            default:
                done = await users.AddLoginAsync(user, new UserLoginInfo(OfficeSignOn.Provider, input.Subject!.Trim(), OfficeSignOn.Provider));
                break;
        }
        if (!done.Succeeded)
        {
            return input.Do == Deed.Link ? Problem.Clash("subject-taken") : PasswordRules.Refusal(done);
        }
        await users.UpdateSecurityStampAsync(user);
        await db.Sessions.Where(s => s.UserId == id && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, clock.GetUtcNow()), ct);
        db.Record(actor, SecurityModule.ManageUsers, "user:" + user.Key, new { done = input.Do.ToString(), input.Subject }, user.Home);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        standings.Forget(id);
        return new Changed(id, user.UserName!, input.Do, first);
    }
}
