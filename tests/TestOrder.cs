using Xunit.v3;

// As they are written, on every machine: by default the order follows from the folder the tests lie in, and what passes here might fail there.
[assembly: TestMethodOrderer(typeof(UnorderedTestMethodOrderer))]
[assembly: TestCaseOrderer(typeof(UnorderedTestCaseOrderer))]
