using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>
/// What a password must be: at least 12 characters, three of the four kinds (small, capital, digit, symbol), not one of the words that
/// everybody tries, without the owner's name, and none of her last five (the one in use counted).
/// </summary>
public sealed class PasswordRules(Db db) : IPasswordValidator<User>
{
    public const int Shortest = 12;
    public const int Remembered = 5;

    // What people begin with when a rule asks for length: taken apart from digits and symbols, so that "P@ssw0rd2026!!" is found too.
    private static readonly string[] Tried =
    [
        "password", "passw", "qwerty", "qwertyuiop", "asdfgh", "zxcvbn", "qazwsx", "admin", "administrator", "root", "letmein", "welcome", "iloveyou", "woaini", "changeme",
        "default", "guest", "test", "user", "login", "monkey", "dragon", "abcdef", "abcabc", "mima", "nihao", "zhejiang", "hangzhou", "shanhai", "zhongguo", "china",
    ];

    public async Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        var wrong = Shape(password ?? "", user.UserName ?? "").ToList();
        if (user.Id != Guid.Empty && await WasUsed(user, password ?? ""))
        {
            wrong.Add("PasswordUsedBefore");
        }
        return wrong.Count == 0 ? IdentityResult.Success : IdentityResult.Failed([.. wrong.Select(code => new IdentityError { Code = code, Description = code })]);
    }

    /// <summary>The rules that need no memory.</summary>
    public static IEnumerable<string> Shape(string password, string name)
    {
        if (password.Length < Shortest)
        {
            yield return "PasswordTooShort";
        }
        Func<char, bool>[] kinds = [char.IsLower, char.IsUpper, char.IsDigit, c => !char.IsLetterOrDigit(c)];
        if (kinds.Count(password.Any) < 3)
        {
            yield return "PasswordTooPlain";
        }
        if (IsTried(password))
        {
            yield return "PasswordCommon";
        }
        if (name.Length >= 3 && password.Contains(name, StringComparison.OrdinalIgnoreCase))
        {
            yield return "PasswordHasName";
        }
    }

    /// <summary>The wrong answers of Identity's own rules and of these, at the field they belong to.</summary>
    public static Problem Refusal(IdentityResult result) => new("account", 422)
    {
        Fields = [.. result.Errors.Select(e => new Errors.At(e.Code.StartsWith("Password", StringComparison.Ordinal) ? "password" : "name", "account." + e.Code))],
    };

    // Common: what is left without digits and symbols, read as letters are often written, is little more than a word everybody tries; or one key is held down.
    private static bool IsTried(string password)
    {
        if (password.Length > 0 && password.Distinct().Count() < 5)
        {
            return true;
        }
        var read = string.Concat(password.ToLowerInvariant().Select(c => c switch { '@' or '4' => 'a', '0' => 'o', '3' => 'e', '$' or '5' => 's', '!' => 'i', _ => c }));
        foreach (var text in new[] { read, password.ToLowerInvariant() })
        {
            var letters = string.Concat(text.Where(char.IsAsciiLetter));
            if (Tried.Any(word => letters.Contains(word, StringComparison.Ordinal) && letters.Length - word.Length <= 3))
            {
                return true;
            }
        }
        return false;
    }

    private async Task<bool> WasUsed(User user, string password)
    {
        var hasher = new PasswordHasher<User>();
        var former = await db.FormerPasswords.AsNoTracking().Where(f => f.UserId == user.Id).OrderByDescending(f => f.At).ThenByDescending(f => f.Id).Take(Remembered - 1).Select(f => f.Hash).ToListAsync();
        return former.Append(user.PasswordHash).OfType<string>().Any(hash => hasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed);
    }
}
