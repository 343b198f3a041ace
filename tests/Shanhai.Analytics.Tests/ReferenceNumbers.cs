using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Shanhai.Analytics.Tests;

/// <summary>Runs the tests of a reference case and looks for numbers that none of them took.</summary>
internal static class ReferenceNumbers
{
    public static void AllAreCompared(string name, int numbers, params Type[] classes)
    {
        var oracle = Oracle.Case(name);
        foreach (var type in classes)
        {
            RunAll(type);
        }

        oracle.Numbers.Count.ShouldBe(numbers);
        oracle.Untouched.ShouldBeEmpty();
    }

    private static void RunAll(Type type)
    {
        foreach (var test in type.GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null))
        {
            object?[][] rows = test.GetCustomAttribute<TheoryAttribute>() is null ? [[]]
                : [.. test.GetCustomAttributes<InlineDataAttribute>().Select(d => d.Data), .. test.GetCustomAttributes<MemberDataAttribute>().SelectMany(d => Member(type, d.MemberName))];
            foreach (var row in rows)
            {
                try
                {
                    test.Invoke(Activator.CreateInstance(type), [.. test.GetParameters().Select((p, i) => Converted(row[i], p.ParameterType))]);
                }
                catch (TargetInvocationException e)
                {
                    ExceptionDispatchInfo.Throw(e.InnerException!);
                }
            }
        }
    }

    private static IEnumerable<object?[]> Member(Type type, string name) =>
        ((IEnumerable<ITheoryDataRow>)type.GetProperty(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!).Select(r => r.GetData());

    private static object? Converted(object? value, Type to) => value is int whole && to == typeof(double) ? (double)whole : value;
}
