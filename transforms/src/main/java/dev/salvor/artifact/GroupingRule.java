package dev.salvor.artifact;

import java.util.List;

/** Claims the files of one kind of group from a listing. */
@FunctionalInterface
interface GroupingRule {
  List<FileGroup> claim(Listing listing, ContentPeek peek);
}
