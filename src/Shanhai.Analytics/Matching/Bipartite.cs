namespace Shanhai.Analytics.Matching;

/// <summary>Maximum matching by phases of shortest alternating paths.</summary>
internal sealed class Bipartite
{
    private readonly Arcs arcs;
    private readonly int[] columnOf;
    private readonly int[] rowOf;
    private readonly int[] level;

    public Bipartite(Arcs arcs, int rows, int columns)
    {
        (this.arcs, columnOf, rowOf, level) = (arcs, new int[rows], new int[columns], new int[rows]);
        Array.Fill(columnOf, -1);
        Array.Fill(rowOf, -1);
    }

    public int Size()
    {
        while (Layers())
        {
            for (var i = 0; i < columnOf.Length; i++)
            {
                if (columnOf[i] < 0)
                {
                    Extend(i);
                }
            }
        }

        return columnOf.Count(c => c >= 0);
    }

    private bool Layers()
    {
        var queue = new Queue<int>();
        var found = false;
        for (var i = 0; i < level.Length; i++)
        {
            level[i] = columnOf[i] < 0 ? 0 : -1;
            if (level[i] == 0)
            {
                queue.Enqueue(i);
            }
        }

        while (queue.TryDequeue(out var i))
        {
            foreach (var j in arcs.Heads(i))
            {
                var next = rowOf[j];
                found |= next < 0;
                if (next >= 0 && level[next] < 0)
                {
                    level[next] = level[i] + 1;
                    queue.Enqueue(next);
                }
            }
        }

        return found;
    }

    private bool Extend(int i)
    {
        var own = level[i];
        level[i] = -1;
        foreach (var j in arcs.Heads(i))
        {
            var next = rowOf[j];
            if (next < 0 || (level[next] == own + 1 && Extend(next)))
            {
                (columnOf[i], rowOf[j]) = (j, i);
                return true;
            }
        }

        return false;
    }
}
