using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Persistence;

public abstract partial class Db
{
    /// <summary>
    /// Saves what two may write at once, and answers why nothing was written: <paramref name="changed"/> where somebody changed the same rows meanwhile, <paramref name="there"/>
    /// where what may stand there once stands there already. What is not given cannot happen here, and is a bug where it does.
    /// </summary>
    public async Task<Problem?> Save(Problem? changed, Problem? there, CancellationToken ct)
    {
        try
        {
            await SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException) when (changed is not null)
        {
            return changed;
        }
        // Rows that are copied into the database come without the frame of a save.
        catch (Exception failure) when (there is not null && Dialect.IsDuplicate(failure))
        {
            return there;
        }
    }
}
