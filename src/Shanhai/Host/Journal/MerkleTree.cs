using System.Numerics;

namespace Shanhai.Host.Journal;

/// <summary>The hash tree of RFC 6962, section 2.1: a leaf is H(0x00 ‖ data), a node H(0x01 ‖ left ‖ right), and the left half is the largest power of two.</summary>
internal static class MerkleTree
{
    public static byte[] Leaf(Digest digest, byte[] data) => digest.Hash([0, .. data]);

    public static byte[] Root(Digest digest, ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length < 2)
        {
            return leaves.Length == 0 ? digest.Hash([]) : leaves[0];
        }
        var left = Left(leaves.Length);
        return Node(digest, Root(digest, leaves[..left]), Root(digest, leaves[left..]));
    }

    /// <summary>The hashes that lead from the leaf at <paramref name="position"/> to the root, lowest first.</summary>
    public static List<byte[]> Path(Digest digest, ReadOnlySpan<byte[]> leaves, int position)
    {
        if (leaves.Length < 2)
        {
            return [];
        }
        var left = Left(leaves.Length);
        var goesLeft = position < left;
        var path = goesLeft ? Path(digest, leaves[..left], position) : Path(digest, leaves[left..], position - left);
        path.Add(Root(digest, goesLeft ? leaves[left..] : leaves[..left]));
        return path;
    }

    /// <summary>The root that a leaf and its path lead to: what an outsider computes. A path that is too long or too short leads to none.</summary>
    public static byte[] RootFrom(Digest digest, byte[] leaf, int position, int count, IReadOnlyList<byte[]> path)
    {
        if (count < 2 || path.Count == 0)
        {
            return count < 2 && path.Count == 0 ? leaf : [];
        }
        var left = Left(count);
        IReadOnlyList<byte[]> lower = [.. path.Take(path.Count - 1)];
        return position < left
            ? Node(digest, RootFrom(digest, leaf, position, left, lower), path[^1])
            : Node(digest, path[^1], RootFrom(digest, leaf, position - left, count - left, lower));
    }

    private static byte[] Node(Digest digest, byte[] left, byte[] right) => digest.Hash([1, .. left, .. right]);

    private static int Left(int count) => 1 << BitOperations.Log2((uint)count - 1);
}
